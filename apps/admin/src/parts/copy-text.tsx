import type { ReactNode } from 'react';
import { useWords } from '../language/language';
import { useAnnounce } from './announcer';
import { Button } from './button';

/** A text that is there to be copied. */
export function CopyText({ text, label }: { readonly text: string; readonly label?: string }): ReactNode {
  const { t } = useWords();
  return (
    <div className="copy-text">
      {label && <p className="quiet-text">{label}</p>}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text}>{t('copy')}</CopyButton>
    </div>
  );
}

export function CopyButton({
  text,
  children,
}: {
  readonly text: string;
  readonly children: ReactNode;
}): ReactNode {
  const { t } = useWords();
  const announce = useAnnounce();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    announce(t('copied'));
  };
  return (
    <Button icon="copy" onClick={() => void copy()}>
      {children}
    </Button>
  );
}
