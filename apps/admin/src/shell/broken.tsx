import { Component, type ReactNode } from 'react';
import { useWords } from '../language/language';
import { Button } from '../parts/button';
import { Callout } from '../parts/notes';

interface BrokenState {
  readonly broken: boolean;
}

/** A page that cannot be shown leaves the rest standing. A file that is gone means a newer version is there. */
export class Broken extends Component<{ readonly children: ReactNode }, BrokenState> {
  override state: BrokenState = { broken: false };

  static getDerivedStateFromError(): BrokenState {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <NewVersion /> : this.props.children;
  }
}

function NewVersion(): ReactNode {
  const { t } = useWords();
  return (
    <Callout tone="notice" title={t('broken/title')} announced>
      <p>{t('broken/text')}</p>
      <Button look="main" onClick={() => window.location.reload()}>
        {t('broken/reload')}
      </Button>
    </Callout>
  );
}
