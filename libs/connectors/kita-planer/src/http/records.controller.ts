import { Database } from '@gateway/database';
import { balance, DeliveryLists, type DeliveryFilter } from '@gateway/delivery';
import { Described, type Page, pageOf, readPosition, toInput } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { RevealRecord } from '../use-cases/reveal-record';
import { ConnectionGuard } from './connection.guard';
import { ArchiveQuery, BufferQuery, CountsQuery, RevealInput } from './inputs';
import { RecordPage } from './lists';
import { BASE } from './path-parts';
import { archiveFilter, bufferFilter } from './record-filters';
import { CountsView, RecordDetailView, recordDetailView, RevealedRecordView } from './records.views';
import { recordView, type RecordView } from './views';

/** Kita Planer Exportpuffer and its archive. */
@ApiTags('kita-planer records')
@Controller(`${BASE}/:connection`)
@UseGuards(ConnectionGuard)
export class RecordsController {
  constructor(
    private readonly database: Database,
    private readonly lists: DeliveryLists,
    private readonly reveal: RevealRecord,
  ) {}

  @Get('buffer')
  @Permission('records:read', 'missing', 'malformed')
  @Described('Open work, newest first', { 200: RecordPage })
  async buffer(
    @Caller() { tenant }: Caller,
    @Param('connection') connectionId: string,
    @Query() query: BufferQuery,
  ): Promise<Page<RecordView>> {
    const filter: DeliveryFilter = { connectionId, ...bufferFilter(query) };
    const after = readPosition(query, { id: 'uuid' });
    const position = after ? { id: after.id, archivedAt: null } : null;
    const { items } = await this.database.tenant(tenant, (tx) =>
      this.lists.open(tx, filter, { after: position, limit: query.limit + 1 }),
    );
    return pageOf(items.map(recordView), query, ({ id }) => [id]);
  }

  @Get('archive')
  @Permission('records:read', 'missing', 'malformed')
  @Described('What left the buffer, newest first', { 200: RecordPage })
  async archive(
    @Caller() { tenant }: Caller,
    @Param('connection') connectionId: string,
    @Query() query: ArchiveQuery,
  ): Promise<Page<RecordView>> {
    const filter: DeliveryFilter = { connectionId, ...archiveFilter(query) };
    const after = readPosition(query, { archivedAt: 'time', id: 'uuid' });
    const position = after ? { id: after.id, archivedAt: new Date(after.archivedAt) } : null;
    const { items } = await this.database.tenant(tenant, (tx) =>
      this.lists.archived(tx, filter, { after: position, limit: query.limit + 1 }),
    );
    return pageOf(items.map(recordView), query, ({ archivedAt, id }) => [
      archivedAt?.toISOString() ?? '',
      id,
    ]);
  }

  @Get('records/:record')
  @Permission('records:read', 'missing')
  @Described('One record, wherever it is, with what was said about it; without personal data', {
    200: RecordDetailView,
  })
  async record(@Caller() { tenant }: Caller, @Param('record') record: string): Promise<RecordDetailView> {
    return recordDetailView(await this.reveal.masked(tenant, record));
  }

  @Post('records/:record/reveal')
  @HttpCode(200)
  @Permission('payload:read', 'missing', 'malformed')
  @ApiBody({ type: RevealInput, required: false })
  @Described('The same with its personal data. Every look is audited, with what it is for', {
    200: RevealedRecordView,
  })
  async payload(
    @Caller() { tenant, actor }: Caller,
    @Param('record') record: string,
    @Body() body: object | undefined,
  ): Promise<RevealedRecordView> {
    const { purpose } = toInput(RevealInput, body ?? {});
    return this.reveal.run({ tenant, actor, record, ...(purpose ? { purpose } : {}) });
  }

  @Get('counts')
  @Permission('records:read', 'missing', 'malformed')
  @Described('What came in on these days (UTC) and where it is now: accepted = the sum of all others', {
    200: CountsView,
  })
  async counts(
    @Caller() { tenant }: Caller,
    @Param('connection') connectionId: string,
    @Query() { from, to }: CountsQuery,
  ): Promise<CountsView> {
    const counts = await this.database.tenant(tenant, (tx) =>
      this.lists.counts(tx, { connectionId, from, to }),
    );
    return { ...counts, balance: balance(counts) };
  }
}
