import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { request } from '../../api/request';
import type { RecordDetail, Revealed } from '../../api/records';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { SelectField } from '../../parts/field';
import { Callout, Failure } from '../../parts/notes';
import { Facts } from '../../parts/page';
import { useChosen } from '../../shell/session';

interface RecordDataProps {
  readonly connectionApi: string;
  readonly record: RecordDetail;
}

/** What is sent about the child: hidden until somebody who may asks for it, which is written down. */
export function RecordData({ connectionApi, record }: RecordDataProps): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const [hidden, setHidden] = useState(false);
  const reveal = useAct((purpose: string) =>
    request<Revealed>(`${connectionApi}/records/${record.id}/reveal`, { method: 'POST', body: { purpose } }),
  );
  const remarked = record.notices.flatMap(({ field, fields }) =>
    [field ?? [], fields?.split(' ') ?? []].flat(),
  );
  return (
    <>
      {remarked.length > 0 && <Remarked fields={remarked} />}
      {reveal.result && !hidden ? (
        <>
          <Button icon="eye" onClick={() => setHidden(true)}>
            {t('record/hide')}
          </Button>
          <RevealedData revealed={reveal.result} remarked={remarked} />
        </>
      ) : (
        <>
          <p>{t('record/masked')}</p>
          {reveal.error !== undefined && <Failure error={reveal.error} />}
          {may('payload:read') ? (
            <RevealForm
              busy={reveal.busy}
              reveal={(purpose) => {
                setHidden(false);
                reveal.run(purpose);
              }}
            />
          ) : (
            <p className="quiet-text">{t('record/noReveal')}</p>
          )}
        </>
      )}
    </>
  );
}

const purposes = ['review', 'correction', 'support', 'information-request'] as const;

interface RevealFormProps {
  readonly busy: boolean;
  readonly reveal: (purpose: string) => void;
}

/** What for is asked before anything is shown, and stands in the trail. */
function RevealForm({ busy, reveal }: RevealFormProps): ReactNode {
  const { t } = useWords();
  const [purpose, setPurpose] = useState<string>('review');
  return (
    <>
      <SelectField
        label={t('record/purpose')}
        value={purpose}
        choices={purposes.map((value) => ({ value, label: t(`purpose/${value}`) }))}
        onChoose={setPurpose}
      />
      <div className="buttons">
        <Button icon="eye" busy={busy} onClick={() => reveal(purpose)}>
          {t('record/reveal')}
        </Button>
      </div>
    </>
  );
}

function Remarked({ fields }: { readonly fields: readonly string[] }): ReactNode {
  const { t, kitaPlaner } = useWords();
  return (
    <Callout tone="notice" title={t('record/fields')}>
      <ul>
        {fields.map((field) => (
          <li key={field}>{kitaPlaner.fields[field] ?? field}</li>
        ))}
      </ul>
    </Callout>
  );
}

function RevealedData({
  revealed: { record, messages, reason },
  remarked,
}: {
  readonly revealed: Revealed;
  readonly remarked: readonly string[];
}): ReactNode {
  const { t, kitaPlaner, moment } = useWords();
  const said = messages.filter(({ message }) => message !== null && message !== '');
  if (record === null) return <p>{t('record/erased')}</p>;
  const filled = Object.entries(record).filter(([name, value]) => value !== '' || remarked.includes(name));
  return (
    <>
      {said.map(({ call, at, message }) => (
        <div key={call} className="quote">
          <div className="quiet-text">{t('record/partnerSaid', { date: moment(at) })}</div>
          <p lang="de">„{message}“</p>
        </div>
      ))}
      {reason !== null && (
        <div className="quote">
          <div className="quiet-text">{t('record/reasonGiven')}</div>
          <p>{reason}</p>
        </div>
      )}
      <Facts
        rows={filled.map(([name, value]) => [
          kitaPlaner.fields[name] ?? name,
          value === '' ? t('record/empty') : String(value),
        ])}
      />
    </>
  );
}
