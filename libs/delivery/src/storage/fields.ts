import type { Delivery } from '../delivery';
import type { DeliveryRecord } from '../delivery-record';
import { snake, type BatchColumn } from './batch';

/** What a transition may change, with SQL types. */
const delivery: Readonly<Record<keyof Delivery, string>> = {
  state: 'text',
  heldBecause: 'text',
  fence: 'int',
  leaseUntil: 'timestamptz',
  attempts: 'int',
  crashes: 'int',
  nextAttemptAt: 'timestamptz',
  deadlineAt: 'timestamptz',
  cause: 'text',
  transportOutcome: 'text',
  businessOutcome: 'text',
  replacedSince: 'timestamptz',
  supersededBy: 'uuid',
  decidedBy: 'text',
  reason: 'text',
};

/** What comes with the record, or with the news about it. */
const record: Readonly<Record<Exclude<keyof DeliveryRecord, keyof Delivery>, string>> = {
  id: 'uuid',
  connectionId: 'uuid',
  recordKey: 'text',
  lane: 'text',
  sortKey: 'text',
  subjectId: 'uuid',
  number: 'text',
  refs: 'jsonb',
  payload: 'bytea',
  payloadHash: 'bytea',
  notices: 'jsonb',
  message: 'bytea',
  trigger: 'text',
  actor: 'text',
  runId: 'uuid',
  callId: 'uuid',
  acceptedAt: 'timestamptz',
  updatedAt: 'timestamptz',
};

/** The part of a row that is read to decide about it: no payload crosses the wire for that. */
export type DeliveryHead = Delivery &
  Pick<DeliveryRecord, 'id' | 'connectionId' | 'recordKey' | 'callId' | 'payloadHash'>;

const keysOf = <K extends string>(fields: Readonly<Record<K, string>>): K[] => Object.keys(fields) as K[];

const columnsOf = <Row extends object>(
  fields: Readonly<Record<keyof Row & string, string>>,
): BatchColumn<Row>[] =>
  keysOf(fields).map((key) => [
    snake(key),
    fields[key],
    (row) => (fields[key] === 'jsonb' ? JSON.stringify(row[key]) : row[key]),
  ]);

export const deliveryFields: readonly BatchColumn<Delivery>[] = columnsOf<Delivery>(delivery);

export const recordFields: readonly BatchColumn<DeliveryRecord>[] = columnsOf<DeliveryRecord>({
  ...record,
  ...delivery,
});

const select = (keys: readonly string[], alias: string): string =>
  keys.map((key) => `${alias}.${snake(key)} as "${key}"`).join(', ');

/** `d.id as "id", …` for everything a `DeliveryHead` holds. */
export const headOf = (alias: string): string =>
  select(['id', 'connectionId', 'recordKey', 'callId', 'payloadHash', ...keysOf(delivery)], alias);

/** The same for a whole `DeliveryRecord`. */
export const recordOf = (alias: string): string => select([...keysOf(record), ...keysOf(delivery)], alias);

/** The same without the payload. */
export const listedOf = (alias: string): string =>
  select([...keysOf(record).filter((key) => key !== 'payload'), ...keysOf(delivery)], alias);
