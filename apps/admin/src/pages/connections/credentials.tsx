import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Credential } from '../../api/connections';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { Card, Facts } from '../../parts/page';
import { useChosen } from '../../shell/session';
import { NewCredentialForm } from './new-credential-form';

/** Which certificates there are; a new one goes in and never comes out again. */
export function Credentials({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const list = useQuery({
    queryKey: [connectionApi, 'credentials'],
    queryFn: ({ signal }) =>
      request<{ readonly items: readonly Credential[] }>(`${connectionApi}/credentials`, { signal }),
  });
  return (
    <>
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data?.items.length === 0 && <Empty title={t('credentials/none')} />}
      <div className="two">
        {list.data?.items.map((credential) => (
          <CredentialCard key={`${credential.name} ${credential.version}`} credential={credential} />
        ))}
      </div>
      {may('secrets:write') && <NewCredentialForm connectionApi={connectionApi} />}
    </>
  );
}

function CredentialCard({ credential }: { readonly credential: Credential }): ReactNode {
  const { t, day, named } = useWords();
  const { name, version, description, expiresAt } = credential;
  return (
    <Card title={t('credentials/version', { name: named('owner', name), n: version })}>
      <Facts
        rows={[
          [t('credentials/subject'), description.subject ?? '–'],
          [t('credentials/issuer'), description.issuer ?? '–'],
          [t('credentials/until'), expiresAt ? day(expiresAt) : '–'],
          [t('credentials/user'), description.user ?? '–'],
          [t('credentials/fingerprint'), <code key="print">{description.fingerprint256 ?? '–'}</code>],
        ]}
      />
    </Card>
  );
}
