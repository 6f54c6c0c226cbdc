import { createContext, use, useMemo, useRef, useState, type ReactNode } from 'react';

type Announce = (text: string) => void;

const AnnouncerContext = createContext<Announce>(() => undefined);

/** Where short good news is shown and said aloud; never the only place of anything. */
export function Announcer({ children }: { readonly children: ReactNode }): ReactNode {
  const [text, setText] = useState('');
  const timer = useRef(0);
  const announce = useMemo<Announce>(
    () => (news) => {
      setText(news);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => setText(''), 6_000);
    },
    [],
  );
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div className={text === '' ? 'toast hidden-text' : 'toast'} role="status">
        {text}
      </div>
    </AnnouncerContext>
  );
}

export const useAnnounce = (): Announce => use(AnnouncerContext);
