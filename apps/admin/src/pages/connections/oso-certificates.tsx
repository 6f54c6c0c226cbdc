import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { storeOsoCertificate, type OsoCertificate } from '../../api/connections';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { TextField } from '../../parts/field';
import { Callout, Empty, Failure, Skeleton } from '../../parts/notes';
import { Card, Facts } from '../../parts/page';
import { useChosen } from '../../shell/session';
import { base64Of } from './file-content';

/** The supplier's certificate: a new one goes in and never comes out again. */
export function OsoCertificates({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t, day } = useWords();
  const { may } = useChosen();
  const list = useQuery({
    queryKey: [connectionApi, 'certificate'],
    queryFn: ({ signal }) =>
      request<{ readonly items: readonly OsoCertificate[] }>(`${connectionApi}/certificate`, { signal }),
  });
  return (
    <>
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data?.items.length === 0 && <Empty title={t('credentials/none')} />}
      <div className="two">
        {list.data?.items.map(({ version, description, expiresAt }) => (
          <Card key={version} title={t('credentials/version', { name: t('oso/supplier'), n: version })}>
            <Facts
              rows={[
                [t('credentials/subject'), description.subject ?? '–'],
                [t('credentials/issuer'), description.issuer ?? '–'],
                [t('credentials/until'), expiresAt ? day(expiresAt) : '–'],
                [t('credentials/fingerprint'), <code key="print">{description.fingerprint256 ?? '–'}</code>],
              ]}
            />
          </Card>
        ))}
      </div>
      {may('secrets:write') && <NewCertificate connectionApi={connectionApi} />}
    </>
  );
}

const LONGEST_FILE = 100_000;

function NewCertificate({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t, named } = useWords();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<string>();
  const act = useAct(
    (body: { readonly file: string; readonly password: string }) => storeOsoCertificate(connectionApi, body),
    () => {
      form.current?.reset();
      void queries.invalidateQueries({ queryKey: [connectionApi, 'certificate'] });
    },
  );
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [file, password] = [data.get('file'), data.get('password')];
    const isFile = file instanceof File && file.size > 0 && file.size <= LONGEST_FILE;
    setProblem(isFile ? undefined : t('credentials/fileMissing'));
    if (!isFile || typeof password !== 'string') return;
    void base64Of(file).then((content) => act.run({ file: content, password }));
  };
  return (
    <form className="card" ref={form} onSubmit={submit} autoComplete="off">
      <h2>{t('credentials/new')}</h2>
      <p>{t('credentials/newHint')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      {act.result && (
        <Callout tone="good" title={t('credentials/stored', { n: act.result.version })} announced>
          {act.result.warnings.map(({ code }) => (
            <p key={code}>{named('certificate', code)}</p>
          ))}
        </Callout>
      )}
      <TextField
        label={t('credentials/file')}
        name="file"
        type="file"
        accept=".p12,.pfx,application/x-pkcs12"
        error={problem}
      />
      <TextField label={t('credentials/filePassword')} name="password" type="password" autoComplete="off" />
      <div className="buttons">
        <Button type="submit" look="main" icon="key" busy={act.busy}>
          {t('credentials/store')}
        </Button>
      </div>
    </form>
  );
}
