import { Database } from '@gateway/database';
import { balance, DeliveryLists, type DeliveryFilter } from '@gateway/delivery';
import { pageOf, readPosition, type Page } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ActOnRecords, type ActedOn } from '../use-cases/act-on-records';
import { RecheckRecords } from '../use-cases/recheck-records';
import { RevealRecord, type RevealedRecord } from '../use-cases/reveal-record';
import { reasonsOf, statesOf } from './export-status';
import { ActionInput, ArchiveQuery, BufferQuery, CountsQuery } from './inputs';
import { BASE } from './paths';
import { recordView, type RecordView } from './views';

/** Kita Planer Exportpuffer and its archive. */
@ApiTags('kita-planer records')
@Controller(`${BASE}/:connection`)
export class RecordsController {
  constructor(
    private readonly database: Database,
    private readonly lists: DeliveryLists,
    private readonly act: ActOnRecords,
    private readonly recheck: RecheckRecords,
    private readonly reveal: RevealRecord,
  ) {}

  /** Open work, newest first. */
  @Get('buffer')
  @Permission('records:read', 'missing', 'malformed')
  async buffer(
    @Caller() { tenant }: Caller,
    @Param('connection') connectionId: string,
    @Query() query: BufferQuery,
  ): Promise<Page<RecordView>> {
    const { status, code, childId, number, limit } = query;
    const filter: DeliveryFilter = {
      connectionId,
      ...(status ? statesOf(status) : {}),
      ...(code ? { causes: [code] } : {}),
      ...(childId ? { lane: childId } : {}),
      ...(number ? { number } : {}),
    };
    const after = readPosition(query, { id: 'uuid' });
    const position = after ? { id: after.id, archivedAt: null } : null;
    const { items } = await this.database.tenant(tenant, (tx) =>
      this.lists.open(tx, filter, { after: position, limit: limit + 1 }),
    );
    return pageOf(items.map(recordView), query, ({ id }) => [id]);
  }

  /** What left the buffer, newest first. */
  @Get('archive')
  @Permission('records:read', 'missing', 'malformed')
  async archive(
    @Caller() { tenant }: Caller,
    @Param('connection') connectionId: string,
    @Query() query: ArchiveQuery,
  ): Promise<Page<RecordView>> {
    const { reason, childId, number, limit } = query;
    const filter: DeliveryFilter = {
      connectionId,
      ...(reason ? { archiveReasons: reasonsOf(reason) } : {}),
      ...(childId ? { lane: childId } : {}),
      ...(number ? { number } : {}),
    };
    const after = readPosition(query, { archivedAt: 'time', id: 'uuid' });
    const position = after ? { id: after.id, archivedAt: new Date(after.archivedAt) } : null;
    const { items } = await this.database.tenant(tenant, (tx) =>
      this.lists.archived(tx, filter, { after: position, limit: limit + 1 }),
    );
    return pageOf(items.map(recordView), query, ({ archivedAt, id }) => [
      archivedAt?.toISOString() ?? '',
      id,
    ]);
  }

  /** One record, wherever it is, with everything that was said about it; personal data masked. */
  @Get('records/:record')
  @Permission('records:read', 'missing')
  async record(@Caller() { tenant }: Caller, @Param('record') record: string): Promise<object> {
    return this.reveal.masked(tenant, record);
  }

  /** The same with its personal data. Every look is audited. */
  @Post('records/:record/reveal')
  @HttpCode(200)
  @Permission('payload:read', 'missing')
  async payload(
    @Caller() { tenant, actor }: Caller,
    @Param('record') record: string,
  ): Promise<RevealedRecord> {
    return this.reveal.run({ tenant, actor, record });
  }

  /** Erneut senden, ohne Export erledigen, als exportiert bestätigen, wieder öffnen. */
  @Post('records/actions')
  @HttpCode(200)
  @Permission('records:act', 'malformed')
  actOn(@Caller() { tenant, actor }: Caller, @Body() input: ActionInput): Promise<ActedOn> {
    return this.act.run({ tenant, actor, ...input });
  }

  /** Checks stored children again, after the set-up has changed. */
  @Post('records/recheck')
  @HttpCode(200)
  @Permission('records:act', 'missing')
  checkAgain(@Caller() { tenant, actor }: Caller, @Param('connection') connection: string): Promise<object> {
    return this.recheck.run({ tenant, actor, connection });
  }

  /** What came in on these days (UTC) and where it is now: accepted = the sum of all others. */
  @Get('counts')
  @Permission('records:read', 'missing', 'malformed')
  async counts(
    @Caller() { tenant }: Caller,
    @Param('connection') connectionId: string,
    @Query() { from, to }: CountsQuery,
  ): Promise<object> {
    const counts = await this.database.tenant(tenant, (tx) =>
      this.lists.counts(tx, { connectionId, from, to }),
    );
    return { ...counts, balance: balance(counts) };
  }
}
