import type { ReactNode } from 'react';
import { Problem } from '../api/request';
import { useWords } from '../language/language';
import { Button } from './button';
import { Icon, type IconName } from './icon';

export type Tone = 'good' | 'notice' | 'bad' | 'info' | 'calm' | 'byhand';

interface CalloutProps {
  readonly tone: Tone;
  readonly title?: string;
  /** Said aloud when it appears. */
  readonly announced?: boolean;
  readonly children?: ReactNode;
}

export const Callout = ({ tone, title, announced = false, children }: CalloutProps): ReactNode => (
  <div className={`callout ${tone}`} {...(announced ? { role: 'alert' } : {})}>
    {title && <p className="callout-title">{title}</p>}
    {children}
  </div>
);

interface BadgeProps {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly outlined?: boolean;
  readonly children: ReactNode;
}

export const Badge = ({ tone, icon, outlined = false, children }: BadgeProps): ReactNode => (
  <span className={`badge ${tone}${outlined ? ' outlined' : ''}`}>
    <Icon name={icon} />
    {children}
  </span>
);

/** What went wrong, that nothing was changed, and what support finds it by. */
export function Failure({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry?: () => void;
}): ReactNode {
  const { t, named } = useWords();
  const problem = error instanceof Problem ? error : undefined;
  const code = problem?.code ?? 'UNREADABLE';
  const known = named('problem', code);
  return (
    <Callout tone="bad" title={problem?.status === 403 ? t('failure/noRight') : t('failure/title')} announced>
      <p>{known === code ? t('failure/unknown', { code }) : known}</p>
      {problem?.request && (
        <p className="quiet-text">
          {t('failure/reference')} <code>{problem.request}</code>
        </p>
      )}
      {retry && (
        <Button icon="again" onClick={retry}>
          {t('failure/again')}
        </Button>
      )}
    </Callout>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
}

export const Empty = ({ title, children }: EmptyProps): ReactNode => (
  <div className="empty">
    <p className="empty-title">{title}</p>
    {children}
  </div>
);

/** Room for what is coming. */
export function Skeleton({ lines = 5 }: { readonly lines?: number }): ReactNode {
  const { t } = useWords();
  return (
    <div className="skeleton" aria-busy="true">
      <span className="hidden-text" role="status">
        {t('loading')}
      </span>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="skeleton-line" />
      ))}
    </div>
  );
}
