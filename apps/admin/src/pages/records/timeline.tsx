import type { ReactNode } from 'react';
import type { RecordDetail } from '../../api/records';
import { explanationOf } from '../../language/partners';
import { useWords } from '../../language/language';
import { Icon, type IconName } from '../../parts/icon';
import type { Tone } from '../../parts/notes';
import { Link } from '../../routing/link';
import { useChosen } from '../../shell/session';
import { lookOf } from './status-badge';

interface Step {
  readonly key: string;
  readonly at: string;
  readonly tone: Tone;
  readonly icon: IconName;
  readonly title: string;
  readonly text?: ReactNode;
}

/** What became of a record, newest first: calls to the partner and what people decided. */
export function Timeline({ record }: { readonly record: RecordDetail }): ReactNode {
  const { t, moment } = useWords();
  const steps = useSteps(record);
  return (
    <ol className="timeline" aria-label={t('record/trail')}>
      {steps.map(({ key, at, tone, icon, title, text }) => (
        <li key={key}>
          <span className={`dot ${tone}`}>
            <Icon name={icon} />
          </span>
          <strong>{title}</strong>
          <div className="quiet-text">{moment(at)}</div>
          {text}
        </li>
      ))}
    </ol>
  );
}

function useSteps(record: RecordDetail): readonly Step[] {
  const { t, named, kitaPlaner } = useWords();
  const { base } = useChosen();
  const calls = record.entries.map(({ id, at, outcome, code, callId }): Step => {
    const { tone, icon } = lookOf(outcome);
    return {
      ...{ key: id, at, tone, icon },
      title: named('status', outcome),
      text: (
        <>
          {code !== null && <p>{explanationOf(kitaPlaner, code)?.title ?? code}</p>}
          <Link href={`${base}/sources?call=${callId}`}>{t('record/openCall')}</Link>
        </>
      ),
    };
  });
  const decision = record.decidedBy;
  return [
    ...(decision === null
      ? []
      : [
          {
            ...({ key: 'decided', at: record.updatedAt, tone: 'byhand', icon: 'checks' } as const),
            title: t('record/decided'),
            text: <p className="quiet-text">{decision}</p>,
          },
        ]),
    ...calls,
    {
      ...({ key: 'accepted', at: record.acceptedAt, tone: 'calm', icon: 'inbox' } as const),
      title: t('record/takenIn'),
    },
  ];
}
