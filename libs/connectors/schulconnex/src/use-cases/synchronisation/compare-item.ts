import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { compareRecords, type ComparedAttribute } from '../../domain/compare-records';
import type { LocalGroup } from '../../domain/group';
import type { LocalPerson } from '../../domain/person';
import { termValues, valuesOfGroup, valuesOfPerson, type Values } from '../../domain/plan/attributes';
import type { SchulconnexClient } from '../../protocol/schulconnex.client';
import { currentSnapshot, openAll } from '../../storage/read-source';
import { recordsByKey } from '../../storage/snapshots';
import { planRows, type PlanRow } from '../../storage/synchronisation/plan-items';
import { getSynchronisation } from '../../storage/synchronisation/synchronisations';
import type { Whose } from '../../storage/whose';
import { schulconnexConnection, settingsOf, type Context } from '../context';
import { Services } from '../services';

/** A record in a comparison, by the school's key or the service's id. */
export interface ComparedRecord {
  readonly side: 'source' | 'service';
  readonly id: string;
  /** False: it is gone, and all its attributes are empty. */
  readonly exists: boolean;
}

export interface Comparison {
  readonly subject: ComparedRecord;
  readonly candidates: readonly ComparedRecord[];
  readonly attributes: readonly ComparedAttribute[];
}

type Kind = 'person' | 'group';

interface Found extends ComparedRecord {
  readonly values: Values;
}

const compared = auditEvent('schulconnex/records-compared', {
  log: 'record',
  object: 'synchronisation',
  requires: ['fields'],
});

/** Puts the records a question is about side by side: the school's as handed over, the service's as it has them now. */
@Injectable()
export class CompareItem {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly payloads: Payloads,
    private readonly services: Services,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Personal data, so the reading is on record.
   *
   * @throws {NotFound} for what is no person and no group either
   * @throws as `SchulconnexClient.people`
   */
  async run(by: Whose & { readonly actor: Actor }, id: string, nr: number): Promise<Comparison> {
    const { context, row, kind } = await this.asked(by, id, nr);
    const client = await this.services.client(context);
    const { remoteId, key, facts } = row;
    const keyed = [...(key === null ? [] : [key]), ...(remoteId === null ? [] : (facts.candidates ?? []))];
    const ids = remoteId === null ? (facts.candidates ?? []) : [remoteId];
    const [ours, theirs] = await Promise.all([
      this.database.tenant(by.tenant, (tx) => this.source(tx, by, kind, keyed)),
      Promise.all(ids.map((one) => remote(client, kind, one))),
    ]);
    const [subject, ...candidates] = remoteId === null ? [...ours, ...theirs] : [...theirs, ...ours];
    if (!subject) throw new NotFound('plan item', String(nr));
    const attributes = compareRecords(
      kind,
      subject.values,
      candidates.map(({ values }) => values),
    );
    await this.note(by, id, attributes);
    return { subject: shown(subject), candidates: candidates.map(shown), attributes };
  }

  private asked(
    { tenant, connection, actor }: Whose & { readonly actor: Actor },
    id: string,
    nr: number,
  ): Promise<{ readonly context: Context; readonly row: PlanRow; readonly kind: Kind }> {
    return this.database.tenant(tenant, async (tx) => {
      const settings = settingsOf(await schulconnexConnection(this.connections, tx, connection));
      await getSynchronisation(tx, connection, id);
      const [row] = await planRows(tx, { tenant, connection, synchronisation: id }, { numbers: [nr] });
      if (row?.resource !== 'person' && row?.resource !== 'group')
        throw new NotFound('plan item', String(nr));
      return { context: { tenant, connection, settings, actor, run: id }, row, kind: row.resource };
    });
  }

  private async source(tx: Tx, whose: Whose, kind: Kind, keys: readonly string[]): Promise<Found[]> {
    if (keys.length === 0) return [];
    const table = `schulconnex_${kind}` as const;
    const { id } = await currentSnapshot(tx, whose);
    const rows = await recordsByKey(tx, table, whose, id, keys);
    const records = await openAll<LocalPerson | LocalGroup>(tx, this.payloads, whose, table, rows);
    const byKey = new Map(records.map((record) => [record.key, record]));
    return [...new Set(keys)].map((key): Found => {
      const record = byKey.get(key);
      return {
        side: 'source',
        id: key,
        exists: record !== undefined,
        values: record ? ofSource(record) : {},
      };
    });
  }

  private note(
    { tenant, actor }: Whose & { readonly actor: Actor },
    id: string,
    attributes: readonly ComparedAttribute[],
  ): Promise<unknown> {
    const fields = attributes.map(({ attribute }) => attribute);
    return this.database.tenant(tenant, (tx) =>
      this.audit.record(tx, compared({ tenant, actor, object: id, fields, outcome: 'success' })),
    );
  }
}

async function remote(client: SchulconnexClient, kind: Kind, id: string): Promise<Found> {
  const values =
    kind === 'person'
      ? await client.read('person', id).then((record) => record && valuesOfPerson(record))
      : await client.read('group', id).then((record) => record && valuesOfGroup(record));
  return { side: 'service', id, exists: values !== undefined, values: values ?? {} };
}

const ofSource = (record: LocalPerson | LocalGroup): Values =>
  'familyName' in record
    ? record
    : { ...(record as Omit<LocalGroup, 'term' | 'references' | 'subjects'>), ...termValues(record) };

const shown = ({ side, id, exists }: Found): ComparedRecord => ({ side, id, exists });
