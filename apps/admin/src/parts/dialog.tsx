import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useWords } from '../language/language';
import { IconButton } from './button';

interface DialogProps {
  readonly title: string;
  /** Absent: it cannot be closed but by what it asks for. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus in, closes with Escape and gives the focus back. */
export function Dialog({ title, onClose, children }: DialogProps): ReactNode {
  const { t } = useWords();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        {onClose && <IconButton icon="close" label={t('close')} onClick={onClose} />}
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
