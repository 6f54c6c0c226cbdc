import type { ReactNode } from 'react';
import { useAct } from '../../api/act';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Badge, Callout, Failure } from '../../parts/notes';

interface TestStep {
  readonly step: string;
  readonly result: 'ok' | 'failed' | 'not-reached';
  readonly reason?: string;
}

const looks = {
  ok: { tone: 'good', icon: 'check' },
  failed: { tone: 'bad', icon: 'refused' },
  'not-reached': { tone: 'calm', icon: 'clock' },
} as const;

/** Tries the connection and tells step by step how far it came. No personal data is involved. */
export function ConnectionTest({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t, named } = useWords();
  const act = useAct(() =>
    request<{ readonly steps: readonly TestStep[] }>(`${connectionApi}/test`, { method: 'POST' }),
  );
  const steps = act.result?.steps ?? [];
  const works = steps.every(({ result }) => result === 'ok');
  return (
    <div className="stack">
      <div className="buttons">
        <Button icon="connections" busy={act.busy} onClick={() => act.run(undefined)}>
          {t('connections/test')}
        </Button>
      </div>
      {act.error !== undefined && <Failure error={act.error} />}
      {act.result && (
        <Callout
          tone={works ? 'good' : 'bad'}
          title={works ? t('connections/testGood') : t('connections/testBad')}
          announced
        >
          <ol className="steps">
            {steps.map(({ step, result, reason }) => (
              <li key={step}>
                <Badge {...looks[result]}>{t(`testResult/${result}`)}</Badge>
                {named('testStep', step)}
                {reason !== undefined && <code>{reason}</code>}
              </li>
            ))}
          </ol>
        </Callout>
      )}
    </div>
  );
}
