import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from './api/request';
import { App } from './app';
import { LanguageProvider } from './language/language';
import { Announcer } from './parts/announcer';
import { applyTheme, storedTheme } from './shell/theme';
import './style/base.css';
import './style/parts.css';
import './style/pages.css';

applyTheme(storedTheme());

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // What was refused is refused again; a network that was gone may be back.
      retry: (failures, error) => failures < 2 && error instanceof Problem && error.status === 0,
    },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the application');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LanguageProvider>
        <Announcer>
          <App />
        </Announcer>
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
