import { isUuid } from '@gateway/connector';
import { kept, newId, type Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { ProtocolReader } from '@gateway/protocol-log';
import { Payloads, SubjectErased } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { Direction } from '../domain/aanleverpunt';
import { lastFour } from '../domain/profile';
import { Notice } from '../storage/notice.entity';
import type { Context } from './context';
import { timelineOf, type Timeline } from './timeline';

interface Whose {
  readonly tenant: string;
  readonly connection: string;
}

/** The Notificaties of a connection: each opens one dossier, so its Koppelsleutel is sealed. */
@Injectable()
export class Notices {
  constructor(
    private readonly payloads: Payloads,
    private readonly reader: ProtocolReader,
  ) {}

  /** Stores a Notificatie; the same Koppelsleutel again is the same one. Answers its id. */
  async remember(
    tx: Tx,
    { tenant, connection }: Whose,
    { direction, koppelsleutel, sender }: { direction: Direction; koppelsleutel: string; sender: string },
  ): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const known = await this.idOf(tx, { tenant, connection }, koppelsleutel);
    if (known) return { id: known, isNew: false };
    const id = newId();
    const subjectId = (await this.payloads.subjects(tx, tenant, [koppelsleutel])).get(koppelsleutel) ?? '';
    const [sealed = Buffer.alloc(0)] = await this.payloads.seal(tx, tenant, [
      { subject: subjectId, context: keyContext(id), plain: koppelsleutel },
    ]);
    const { bron, doel } = direction;
    const inserted = await tx.query<{ id: string }[]>(
      `insert into oso_notice (tenant_id, id, connection_id, subject_id, key_mark, koppelsleutel, last_four,
         bron_brin, bron_point, doel_brin, doel_point, sender)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       on conflict (tenant_id, connection_id, key_mark) do nothing returning id`,
      [
        ...[tenant, id, connection, subjectId, await this.mark(tx, tenant, koppelsleutel), sealed],
        ...[lastFour(koppelsleutel), bron.brin, bron.point, doel.brin, doel.point, sender],
      ],
    );
    return { id, isNew: inserted.length === 1 };
  }

  /** The Notificatie with this Koppelsleutel, if we have one. */
  async idOf(tx: Tx, { tenant, connection }: Whose, koppelsleutel: string): Promise<string | null> {
    const keyMark = await this.mark(tx, tenant, koppelsleutel);
    const [found] = await tx.query<{ id: string }[]>(
      kept(`select id from oso_notice where tenant_id = $1 and connection_id = $2 and key_mark = $3`),
      [tenant, connection, keyMark],
    );
    return found?.id ?? null;
  }

  /** @throws {NotFound} for an id this connection does not have */
  async get(tx: Tx, { connection }: Pick<Whose, 'connection'>, id: string): Promise<Notice> {
    const notice = isUuid(id) ? await tx.findOneBy(Notice, { id, connectionId: connection }) : null;
    if (!notice) throw new NotFound('notice', id);
    return notice;
  }

  /** With what was exchanged to fetch its dossier. @throws {NotFound} */
  async history(
    tx: Tx,
    { connection }: Pick<Whose, 'connection'>,
    id: string,
  ): Promise<{ notice: Notice; timeline: Timeline }> {
    const notice = await this.get(tx, { connection }, id);
    return { notice, timeline: await timelineOf(this.reader, tx, { connection, record: id }) };
  }

  /** With its Koppelsleutel. @throws {NotFound} @throws {SubjectErased} */
  async open(
    tx: Tx,
    context: Pick<Context, 'tenant' | 'connection'>,
    id: string,
  ): Promise<{ notice: Notice; direction: Direction; koppelsleutel: string }> {
    const notice = await this.get(tx, context, id);
    const { subjectId, koppelsleutel: sealed, bronBrin, bronPoint, doelBrin, doelPoint } = notice;
    const item = { subject: subjectId, context: keyContext(id), sealed };
    const [plain] = await this.payloads.open(tx, context.tenant, [item]);
    if (!plain) throw new SubjectErased(subjectId);
    return {
      notice,
      direction: {
        bron: { brin: bronBrin, point: bronPoint },
        doel: { brin: doelBrin, point: doelPoint },
      },
      koppelsleutel: plain.toString('utf8'),
    };
  }

  /** Newest first, `limit` of them, older than the one `before`. */
  page(tx: Tx, connection: string, { limit, before }: { limit: number; before?: string }): Promise<Notice[]> {
    const query = tx
      .createQueryBuilder(Notice, 'row')
      .where('row.tenantId = current_tenant() and row.connectionId = :connection', { connection });
    if (before) query.andWhere('row.id < :before', { before });
    return query.orderBy('row.id', 'DESC').limit(limit).getMany();
  }

  /** Exact, because nothing says that upper and lower case mean the same key. */
  private mark(tx: Tx, tenant: string, koppelsleutel: string): Promise<Buffer> {
    return this.payloads.fingerprint(tx, tenant, `koppelsleutel ${koppelsleutel}`);
  }
}

const keyContext = (id: string): string => `koppelsleutel ${id}`;
