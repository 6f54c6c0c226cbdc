import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import {
  giveRole,
  recoverMember,
  removeMember,
  signOutMember,
  type Device,
  type Items,
  type Member,
} from '../../api/people';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Listed } from '../../parts/listed';
import { Callout, Failure } from '../../parts/notes';
import { useChosen } from '../../shell/session';
import { InvitationLink } from './invitation-link';
import { RoleField } from './invite-dialog';

interface MemberDialogProps {
  readonly member: Member;
  readonly close: () => void;
}

/** One person: another role, a new password, signed out, or no longer here. */
export function MemberDialog({ member, close }: MemberDialogProps): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const mayChange = may('users:write') && !member.self;
  return (
    <Dialog title={member.name} onClose={close}>
      {member.self && <p className="quiet-text">{t('users/selfHint')}</p>}
      {mayChange && <RoleForm member={member} />}
      <h3>{t('devices/title')}</h3>
      <MemberDevices member={member} mayEnd={mayChange} />
      {mayChange && <Recovery member={member} />}
      {mayChange && <Removal member={member} close={close} />}
    </Dialog>
  );
}

function RoleForm({ member }: { readonly member: Member }): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [role, setRole] = useState(member.role);
  const act = useAct(
    () => giveRole(api, member.id, role),
    () => {
      announce(t('saved'));
      void queries.invalidateQueries({ queryKey: [api, 'users'] });
    },
  );
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form onSubmit={submit}>
      {act.error !== undefined && <Failure error={act.error} />}
      <RoleField role={role} choose={setRole} />
      <Button type="submit" disabled={role === member.role} busy={act.busy}>
        {t('users/saveRole')}
      </Button>
    </form>
  );
}

interface MemberDevicesProps {
  readonly member: Member;
  readonly mayEnd: boolean;
}

function MemberDevices({ member, mayEnd }: MemberDevicesProps): ReactNode {
  const { t, moment } = useWords();
  const { api } = useChosen();
  const queries = useQueryClient();
  const key = [api, 'users', member.id, 'sessions'];
  const read = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => request<Items<Device>>(`${api}/users/${member.id}/sessions`, { signal }),
  });
  const act = useAct(
    () => signOutMember(api, member.id),
    () => void queries.invalidateQueries({ queryKey: key }),
  );
  return (
    <Listed read={read} empty={t('devices/none')}>
      {(devices) => (
        <>
          <ul className="stack">
            {devices.map(({ id, browser, lastSeenAt }) => (
              <li key={id}>{t('devices/seen', { browser, date: moment(lastSeenAt) })}</li>
            ))}
          </ul>
          {act.error !== undefined && <Failure error={act.error} />}
          {mayEnd && (
            <Button icon="out" busy={act.busy} onClick={() => act.run(undefined)}>
              {t('devices/endAll')}
            </Button>
          )}
        </>
      )}
    </Listed>
  );
}

function Recovery({ member }: { readonly member: Member }): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const queries = useQueryClient();
  const act = useAct(
    () => recoverMember(api, member.id),
    () => void queries.invalidateQueries({ queryKey: [api, 'users'] }),
  );
  if (act.result) return <InvitationLink invitation={act.result} />;
  return (
    <>
      <h3>{t('users/recovery')}</h3>
      <p>{t('users/recoveryHint')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      <Button icon="key" busy={act.busy} onClick={() => act.run(undefined)}>
        {t('users/recoveryGo')}
      </Button>
    </>
  );
}

function Removal({ member, close }: MemberDialogProps): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const act = useAct(
    () => removeMember(api, member.id),
    () => {
      announce(t('users/removed', { name: member.name }));
      close();
      void queries.invalidateQueries({ queryKey: [api, 'users'] });
    },
  );
  if (!asked) {
    return (
      <Button look="danger" onClick={() => setAsked(true)}>
        {t('users/remove')} …
      </Button>
    );
  }
  return (
    <Callout tone="bad" title={t('users/removeSure', { name: member.name })} announced>
      <p>{t('users/removeMeans')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      <div className="buttons">
        <Button look="danger" busy={act.busy} onClick={() => act.run(undefined)}>
          {t('users/remove')}
        </Button>
        <Button onClick={() => setAsked(false)}>{t('cancel')}</Button>
      </div>
    </Callout>
  );
}
