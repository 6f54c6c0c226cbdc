import type { ReactNode } from 'react';
import type { Synchronisation } from '../../api/synchronisations';
import { useWords } from '../../language/language';

const steps = ['choose', 'compare', 'decide', 'write', 'result'] as const;

/** Which of the five steps people know a state belongs to. */
const stepOf = ({ state }: Synchronisation): number => {
  if (state === 'choosing') return 0;
  if (/^(reading|matching)-/.test(state)) return 1;
  if (state.startsWith('deciding-')) return 2;
  return /^(writing|importing)-/.test(state) ? 3 : 4;
};

/** Where it stands, first with people and then with groups. */
export function Stepper({ run }: { readonly run: Synchronisation }): ReactNode {
  const { t } = useWords();
  const at = stepOf(run);
  const part = /-(people|groups)$/.exec(run.state)?.[1] as 'people' | 'groups' | undefined;
  return (
    <ol className="stepper" aria-label={t('sync/steps')}>
      {steps.map((step, index) => (
        <li
          key={step}
          className={index < at ? 'past' : ''}
          {...(index === at ? { 'aria-current': 'step' as const } : {})}
        >
          {t(`syncStep/${step}`)}
          {index === at && part && <span className="quiet-text">{t(`syncPart/${part}`)}</span>}
        </li>
      ))}
    </ol>
  );
}
