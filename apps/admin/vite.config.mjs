import { defineConfig } from 'vite';

/** For development: a running gateway, and a key it takes (`ADMIN_API`, `ADMIN_KEY`). */
const { ADMIN_API = 'http://127.0.0.1:3000', ADMIN_KEY } = process.env;

export default defineConfig({
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': {
        target: ADMIN_API,
        ...(ADMIN_KEY ? { headers: { authorization: `Bearer ${ADMIN_KEY}` } } : {}),
      },
    },
  },
  build: {
    target: 'es2023',
    // Browsers of that age preload modules by themselves.
    modulePreload: { polyfill: false },
    // A file inside a file would need an exception in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      onLog(level, log, handle) {
        // Marks for frameworks that render on the server, which mean nothing here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
});
