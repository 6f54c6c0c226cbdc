import { auditEvent, AuditTrail } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { RemoteGroup } from '../../domain/group';
import type { RemotePerson } from '../../domain/person';
import type { Part } from '../../domain/steps';
import { offerImports, withdrawImports, type NewImport } from '../../storage/imports';
import { planRows, settleItems, type PlanRow, type Settled } from '../../storage/synchronisation/plan-items';
import type { ServiceState } from './service-state';
import type { Work } from './work';

const withdrawn = auditEvent('schulconnex/imports-withdrawn', {
  log: 'admin',
  object: 'connection',
  requires: ['req'],
});

/**
 * Steps 6 and 10: what somebody wants taken over is offered to the school's own system; what it has got since, or
 * what is there no more, is withdrawn.
 */
@Injectable()
export class OfferImports {
  constructor(
    private readonly database: Database,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws as `SchulconnexClient.people` */
  async run(work: Work, part: Part): Promise<void> {
    const resource = part === 'people' ? 'person' : 'group';
    const wanted = await this.database.tenant(work.context.tenant, async (tx) => {
      await this.withdraw(tx, work, resource);
      return planRows(tx, work.run, { part, resource, standings: ['ready'], operation: 'import' });
    });
    const open = wanted.filter(({ result }) => result === null);
    if (open.length === 0) return;
    const state = part === 'people' ? await work.freshPeople() : await work.freshGroups();
    const judged = open.map((row) => judge(row, state, resource));
    await this.database.tenant(work.context.tenant, async (tx) => {
      const offers = judged.flatMap(({ offer }) => offer ?? []);
      await offerImports(tx, this.payloads, work.run, offers);
      await settleItems(
        tx,
        work.run,
        judged.map(({ settled }) => settled),
      );
    });
  }

  private async withdraw(tx: Tx, { context, run, sync }: Work, resource: 'person' | 'group'): Promise<void> {
    if ((await withdrawImports(tx, run, resource)) === 0) return;
    const { tenant, connection, actor } = context;
    await this.audit.record(tx, withdrawn({ tenant, actor, object: connection, req: sync.id }));
  }
}

interface Judged {
  readonly settled: Settled;
  readonly offer?: NewImport;
}

function judge({ nr, remoteId, revision }: PlanRow, state: ServiceState, kind: 'person' | 'group'): Judged {
  const record = state.get(kind, remoteId ?? '');
  if (!record || !isAsPlanned(record, revision))
    return { settled: { nr, result: 'conflict', facts: { code: 'CHANGED_SINCE_PLAN' } } };
  const content = 'contexts' in record ? personContent(record) : groupContent(record);
  return {
    settled: { nr, result: 'done' },
    offer: { kind, remoteId: record.id, revision: record.revision, content },
  };
}

const isAsPlanned = (record: { readonly revision: string }, revision: string | null): boolean =>
  record.revision === revision;

/** What only the service has, or only the protocol looks into. */
const NOT_OURS: ReadonlySet<string> = new Set(['id', 'original', 'controller', 'referrer']);

/** As the school's own records are written, with the service's ids where a key is missing. */
const contentOf = (record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !NOT_OURS.has(name)));

const withRemoteId = (record: { readonly id: string }): object => ({
  remoteId: record.id,
  ...contentOf(record),
});

const personContent = ({ revision: _, contexts, ...person }: RemotePerson): object => ({
  ...contentOf(person),
  contexts: contexts.filter(({ released }) => !released).map(withRemoteId),
});

const groupContent = ({ revision: _, organisation: __, memberships, ...group }: RemoteGroup): object => ({
  ...contentOf(group),
  memberships: memberships.map(withRemoteId),
});
