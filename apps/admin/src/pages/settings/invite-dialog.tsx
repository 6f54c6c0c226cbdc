import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { addMember, roles, type NewMember, type Role } from '../../api/people';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { SelectField, TextField } from '../../parts/field';
import { Callout, Failure } from '../../parts/notes';
import { useChosen } from '../../shell/session';
import { InvitationLink } from './invitation-link';

/** Somebody new: who, as what, and then the link to pass on. */
export function InviteDialog({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const queries = useQueryClient();
  const act = useAct(
    (member: NewMember) => addMember(api, member),
    () => void queries.invalidateQueries({ queryKey: [api, 'users'] }),
  );
  return (
    <Dialog title={t('users/invite')} onClose={close}>
      {act.result ? (
        <>
          <Callout tone="good" announced title={t('users/added', { name: act.result.user.name })} />
          {act.result.invitation ? (
            <InvitationLink invitation={act.result.invitation} />
          ) : (
            <p>{t('users/addedKnown')}</p>
          )}
          <Button look="main" onClick={close}>
            {t('close')}
          </Button>
        </>
      ) : (
        <>
          {act.error !== undefined && <Failure error={act.error} />}
          <InviteForm busy={act.busy} send={act.run} close={close} />
        </>
      )}
    </Dialog>
  );
}

interface InviteFormProps {
  readonly busy: boolean;
  readonly send: (member: NewMember) => void;
  readonly close: () => void;
}

function InviteForm({ busy, send, close }: InviteFormProps): ReactNode {
  const { t } = useWords();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('clerk');
  const [reference, setReference] = useState('');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const known = reference.trim();
    send({ name: name.trim(), email: email.trim(), role, ...(known === '' ? {} : { reference: known }) });
  };
  return (
    <form onSubmit={submit}>
      <TextField
        label={t('users/name')}
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={t('signIn/email')}
        type="email"
        required
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <RoleField role={role} choose={setRole} />
      <TextField
        label={t('users/reference')}
        hint={t('users/referenceHint')}
        value={reference}
        onChange={(event) => setReference(event.target.value)}
      />
      <div className="buttons">
        <Button type="submit" look="main" busy={busy}>
          {t('users/add')}
        </Button>
        <Button onClick={close}>{t('cancel')}</Button>
      </div>
    </form>
  );
}

interface RoleFieldProps {
  readonly role: Role;
  readonly choose: (role: Role) => void;
}

export function RoleField({ role, choose }: RoleFieldProps): ReactNode {
  const { t } = useWords();
  return (
    <SelectField
      label={t('users/role')}
      hint={t(`roleMeans/${role}`)}
      value={role}
      choices={roles.map((value) => ({ value, label: t(`role/${value}`) }))}
      onChoose={(value) => choose(roles.find((known) => known === value) ?? 'clerk')}
    />
  );
}
