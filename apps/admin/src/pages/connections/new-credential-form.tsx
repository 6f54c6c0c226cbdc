import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { storeCredential, type NewCredential, type StoredCredential } from '../../api/connections';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { TextField } from '../../parts/field';
import { Callout, Failure } from '../../parts/notes';
import { base64Of } from './file-content';

const LONGEST_FILE = 1_000_000;

/** A certificate file with its passwords: checked by the gateway before it is kept, and never shown again. */
export function NewCredentialForm({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t } = useWords();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [fileProblem, setFileProblem] = useState<string>();
  const act = useAct(
    (credential: NewCredential) => storeCredential(connectionApi, credential),
    () => {
      form.current?.reset();
      void queries.invalidateQueries({ queryKey: [connectionApi, 'credentials'] });
    },
  );
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const file = data.get('file');
    const isFile = file instanceof File && file.size > 0 && file.size <= LONGEST_FILE;
    setFileProblem(isFile ? undefined : t('credentials/fileMissing'));
    if (isFile) void credentialIn(data, file).then(act.run);
  };
  return (
    <form className="card" ref={form} onSubmit={submit} autoComplete="off">
      <h2>{t('credentials/new')}</h2>
      <p>{t('credentials/newHint')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      {act.result && <Stored credential={act.result} />}
      <Fields fileProblem={fileProblem} />
      <div className="buttons">
        <Button type="submit" look="main" icon="key" busy={act.busy}>
          {t('credentials/store')}
        </Button>
      </div>
    </form>
  );
}

/** What is in it is read from the form when it is sent, and kept nowhere else. */
function Fields({ fileProblem }: { readonly fileProblem: string | undefined }): ReactNode {
  const { t } = useWords();
  const secret = { type: 'password', autoComplete: 'off' } as const;
  return (
    <>
      <TextField
        label={t('credentials/file')}
        name="file"
        type="file"
        accept=".p12,.pfx,application/x-pkcs12"
        error={fileProblem}
      />
      <TextField label={t('credentials/filePassword')} name="filePassword" {...secret} />
      <TextField label={t('credentials/user')} name="user" required autoComplete="off" />
      <TextField
        label={t('credentials/password')}
        hint={t('credentials/passwordHint')}
        name="password"
        {...secret}
      />
    </>
  );
}

function Stored({ credential: { version, warnings } }: { readonly credential: StoredCredential }): ReactNode {
  const { t, named } = useWords();
  return (
    <Callout tone="good" title={t('credentials/stored', { n: version })} announced>
      {warnings.length > 0 && (
        <ul>
          {warnings.map(({ code }) => (
            <li key={code}>{named('certificate', code)}</li>
          ))}
        </ul>
      )}
    </Callout>
  );
}

async function credentialIn(data: FormData, file: File): Promise<NewCredential> {
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  const password = text('password');
  return {
    file: await base64Of(file),
    filePassword: text('filePassword'),
    user: text('user').trim(),
    ...(password === '' ? {} : { password }),
  };
}
