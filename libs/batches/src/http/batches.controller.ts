import { Database, type Tx } from '@gateway/database';
import { Described, pageOf, readPosition, type Page } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Batches } from '../batches';
import { batchById, newestBatches, recordsOf, type BatchRow } from '../storage/reads';
import { ActBatchInput, BatchRecordsQuery, ActPlanInput } from './inputs';
import {
  ActBatchList,
  ActBatchRecordPage,
  batchView,
  ActBatchView,
  ActPlanView,
  type ActBatchRecordView,
} from './views';

/** Acts on many records: first a plan, then a batch that goes on by itself. */
@ApiTags('batches')
@Controller('tenants/:tenant/batches')
export class BatchesController {
  constructor(
    private readonly database: Database,
    private readonly batches: Batches,
  ) {}

  @Post('plan')
  @HttpCode(200)
  @Permission('records:act', 'missing', 'malformed', 'invalid', 'conflict')
  @Described('What it would be done with, by cause and destination, and what would be skipped and why', {
    200: ActPlanView,
  })
  async plan(@Caller() { tenant }: Caller, @Body() input: ActPlanInput): Promise<ActPlanView> {
    const asOf = input.asOf ?? new Date();
    const plan = await this.database.tenant(tenant, (tx) => this.batches.plan(tx, { ...input, asOf }));
    const { ids, byCause, byDestination, skipped } = plan;
    return { total: ids.length, byCause, byDestination, skipped, asOf };
  }

  @Post()
  @Permission('records:act', 'missing', 'malformed', 'invalid', 'conflict')
  @Described('Begins; the oldest first, and five before all others', { 201: ActBatchView })
  begin(@Caller() caller: Caller, @Body() input: ActBatchInput): Promise<ActBatchView> {
    return this.database.tenant(caller.tenant, async (tx) =>
      this.view(tx, caller, await this.batches.begin(tx, caller, input)),
    );
  }

  @Get()
  @Permission('records:read')
  @Described('Newest first, at most 100', { 200: ActBatchList })
  async list(@Caller() { tenant }: Caller): Promise<ActBatchList> {
    const rows = await this.database.tenant(tenant, (tx) => newestBatches(tx));
    return { items: rows.map((row) => batchView(row, null)) };
  }

  @Get(':batch')
  @Permission('records:read', 'missing')
  @Described('How far it is', { 200: ActBatchView })
  show(@Caller() caller: Caller, @Param('batch') id: string): Promise<ActBatchView> {
    return this.database.tenant(caller.tenant, async (tx) => this.view(tx, caller, await batchById(tx, id)));
  }

  @Get(':batch/records')
  @Permission('records:read', 'missing', 'malformed')
  @Described('What became of each record, in the order of the batch', { 200: ActBatchRecordPage })
  records(
    @Caller() { tenant }: Caller,
    @Param('batch') batch: string,
    @Query() query: BatchRecordsQuery,
  ): Promise<Page<ActBatchRecordView>> {
    const after = Number(readPosition(query, { position: 'integer' })?.position ?? -1);
    return this.database.tenant(tenant, async (tx) => {
      const { id } = await batchById(tx, batch);
      const rows = await recordsOf(tx, id, { after, limit: query.limit + 1 });
      return pageOf(rows, query, ({ position }) => [String(position)]);
    });
  }

  @Post(':batch/cancel')
  @HttpCode(200)
  @Permission('records:act', 'missing')
  @Described('Stops it; what was done stays done', { 200: ActBatchView })
  cancel(@Caller() caller: Caller, @Param('batch') id: string): Promise<ActBatchView> {
    return this.database.tenant(caller.tenant, async (tx) =>
      this.view(tx, caller, await this.batches.cancel(tx, caller, id)),
    );
  }

  private async view(tx: Tx, { tenant, permissions }: Caller, row: BatchRow): Promise<ActBatchView> {
    const reason = permissions.has('payload:read') ? await this.batches.reasonOf(tx, tenant, row) : null;
    return batchView(row, reason);
  }
}
