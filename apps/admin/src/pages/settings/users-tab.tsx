import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Items, Member } from '../../api/people';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Listed } from '../../parts/listed';
import { Badge } from '../../parts/notes';
import { Table } from '../../parts/table';
import { useChosen } from '../../shell/session';
import { InviteDialog } from './invite-dialog';
import { MemberDialog } from './member-dialog';

/** Everybody who belongs to the tenant, and as what. */
export function UsersTab(): ReactNode {
  const { t } = useWords();
  const { api, may } = useChosen();
  const [inviting, setInviting] = useState(false);
  const [openId, setOpenId] = useState<string>();
  const read = useQuery({
    queryKey: [api, 'users'],
    queryFn: ({ signal }) => request<Items<Member>>(`${api}/users`, { signal }),
  });
  const member = read.data?.items.find(({ id }) => id === openId);
  return (
    <>
      {may('users:write') && (
        <Button look="main" onClick={() => setInviting(true)}>
          {t('users/invite')}
        </Button>
      )}
      <Listed read={read} empty={t('users/none')}>
        {(members) => <MemberTable members={members} open={setOpenId} />}
      </Listed>
      {inviting && <InviteDialog close={() => setInviting(false)} />}
      {member && <MemberDialog member={member} close={() => setOpenId(undefined)} />}
    </>
  );
}

interface MemberTableProps {
  readonly members: readonly Member[];
  readonly open: (id: string) => void;
}

function MemberTable({ members, open }: MemberTableProps): ReactNode {
  const { t, moment } = useWords();
  const columns = [
    { name: t('users/name') },
    { name: t('users/role') },
    { name: t('users/state') },
    { name: t('secondFactor/title'), wideOnly: true },
    { name: t('users/lastSignIn'), wideOnly: true },
  ];
  return (
    <Table caption={t('users/title')} columns={columns}>
      {members.map((member) => (
        <tr key={member.id}>
          <th scope="row">
            <Button look="quiet" onClick={() => open(member.id)}>
              {member.name}
              {member.self && ` (${t('users/self')})`}
            </Button>
            <div className="quiet-text">{member.email}</div>
          </th>
          <td>{t(`role/${member.role}`)}</td>
          <td>
            <MemberBadge state={member.state} />
          </td>
          <td className="wide-only">{member.secondFactor ? t('on') : t('off')}</td>
          <td className="wide-only nowrap">{member.lastSignInAt ? moment(member.lastSignInAt) : '–'}</td>
        </tr>
      ))}
    </Table>
  );
}

const looks = {
  active: { tone: 'good', icon: 'check' },
  invited: { tone: 'info', icon: 'clock' },
  disabled: { tone: 'calm', icon: 'pause' },
} as const;

function MemberBadge({ state }: Pick<Member, 'state'>): ReactNode {
  const { t } = useWords();
  return <Badge {...looks[state]}>{t(`users/state/${state}`)}</Badge>;
}
