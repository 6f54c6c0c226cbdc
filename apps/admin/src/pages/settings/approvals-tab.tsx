import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { decideApproval, type Approval, type Items } from '../../api/people';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Listed } from '../../parts/listed';
import { Badge, Callout, Failure } from '../../parts/notes';
import { Facts } from '../../parts/page';
import { Table } from '../../parts/table';
import { useChosen } from '../../shell/session';
import { ErasureDialog } from './erasure-dialog';

/** What takes two persons: asked for by one, decided by another. */
export function ApprovalsTab(): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const [asking, setAsking] = useState(false);
  const [openId, setOpenId] = useState<string>();
  const read = useQuery({
    queryKey: [api, 'approvals'],
    queryFn: ({ signal }) => request<Items<Approval>>(`${api}/approvals`, { signal }),
  });
  const approval = read.data?.items.find(({ id }) => id === openId);
  return (
    <>
      <p>{t('approvals/lead')}</p>
      <Button onClick={() => setAsking(true)}>{t('approvals/erase')} …</Button>
      <Listed read={read} empty={t('approvals/none')}>
        {(approvals) => <ApprovalTable approvals={approvals} open={setOpenId} />}
      </Listed>
      {asking && <ErasureDialog close={() => setAsking(false)} />}
      {approval && <ApprovalDialog approval={approval} close={() => setOpenId(undefined)} />}
    </>
  );
}

interface ApprovalTableProps {
  readonly approvals: readonly Approval[];
  readonly open: (id: string) => void;
}

function ApprovalTable({ approvals, open }: ApprovalTableProps): ReactNode {
  const { t, named, moment } = useWords();
  const columns = [
    { name: t('approvals/act') },
    { name: t('users/state') },
    { name: t('approvals/askedBy'), wideOnly: true },
    { name: t('approvals/askedAt') },
    { name: t('approvals/decidedBy'), wideOnly: true },
  ];
  return (
    <Table caption={t('approvals/title')} columns={columns}>
      {approvals.map((approval) => (
        <tr key={approval.id}>
          <th scope="row">
            <Button look="quiet" onClick={() => open(approval.id)}>
              {named('approvalAct', approval.act)} {Object.values(approval.subject).join(' ')}
            </Button>
          </th>
          <td>
            <ApprovalBadge state={approval.state} />
          </td>
          <td className="wide-only">{approval.requestedBy.name}</td>
          <td className="nowrap">{moment(approval.requestedAt)}</td>
          <td className="wide-only">{approval.decidedBy?.name ?? '–'}</td>
        </tr>
      ))}
    </Table>
  );
}

const looks = {
  open: { tone: 'info', icon: 'question' },
  done: { tone: 'good', icon: 'check' },
  declined: { tone: 'calm', icon: 'close' },
  expired: { tone: 'calm', icon: 'clock' },
} as const;

function ApprovalBadge({ state }: Pick<Approval, 'state'>): ReactNode {
  const { t } = useWords();
  return <Badge {...looks[state]}>{t(`approvals/state/${state}`)}</Badge>;
}

interface ApprovalDialogProps {
  readonly approval: Approval;
  readonly close: () => void;
}

function ApprovalDialog({ approval, close }: ApprovalDialogProps): ReactNode {
  const { t, named, moment } = useWords();
  return (
    <Dialog title={named('approvalAct', approval.act)} onClose={close}>
      <Facts
        rows={[
          [t('users/state'), <ApprovalBadge key="state" state={approval.state} />],
          ...Object.entries(approval.subject).map(
            ([name, value]) => [named('approvalSubject', name), value] as const,
          ),
          [t('plan/reason'), approval.reason],
          [t('approvals/askedBy'), `${approval.requestedBy.name}, ${moment(approval.requestedAt)}`],
          [t('approvals/until'), moment(approval.endsAt)],
          [
            t('approvals/decidedBy'),
            approval.decidedBy && approval.decidedAt
              ? `${approval.decidedBy.name}, ${moment(approval.decidedAt)}`
              : '–',
          ],
        ]}
      />
      {approval.state === 'open' && <Decision {...{ approval, close }} />}
    </Dialog>
  );
}

/** Another person agrees or refuses; who asked may only take it back. */
function Decision({ approval, close }: ApprovalDialogProps): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const act = useAct(
    (decision: 'approve' | 'decline') => decideApproval(api, approval.id, decision),
    ({ state }) => {
      announce(t(`approvals/state/${state}`));
      close();
      void queries.invalidateQueries();
    },
  );
  return (
    <>
      <Callout tone="notice" title={approval.own ? t('approvals/ownTitle') : t('approvals/sure')}>
        <p>{approval.own ? t('approvals/ownText') : t('approvals/sureText')}</p>
      </Callout>
      {act.error !== undefined && <Failure error={act.error} />}
      <div className="buttons">
        {!approval.own && (
          <Button look="danger" busy={act.busy} onClick={() => act.run('approve')}>
            {t('approvals/approve')}
          </Button>
        )}
        <Button busy={act.busy} onClick={() => act.run('decline')}>
          {approval.own ? t('approvals/withdraw') : t('approvals/decline')}
        </Button>
      </div>
    </>
  );
}
