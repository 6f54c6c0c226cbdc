import type { Actor } from '@gateway/audit';
import { Runs } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Described, type Page, pageOf, PageQuery, readPosition } from '@gateway/http';
import { ActingUser, Caller, Permission, TakesActingUser } from '@gateway/identity';
import { Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { ExportQueue } from '../use-cases/export-queue';
import { ConnectionGuard } from './connection.guard';
import { RunPage } from './lists';
import { BASE } from './path-parts';
import { RunView, runView } from './views';

/** Whether an export was set going. */
export class RunStartedView {
  @ApiProperty({ description: 'False when an export is waiting to begin already' })
  readonly started!: boolean;
}

/** Exports of a connection, by hand and by schedule. */
@ApiTags('kita-planer protocol')
@Controller(`${BASE}/:connection/runs`)
@UseGuards(ConnectionGuard)
export class RunsController {
  constructor(
    private readonly database: Database,
    private readonly runs: Runs,
    private readonly queue: ExportQueue,
  ) {}

  @Post()
  @HttpCode(202)
  @TakesActingUser()
  @Permission('runs:start', 'missing', 'malformed')
  @Described('Jetzt exportieren', { 202: RunStartedView })
  async start(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
  ): Promise<RunStartedView> {
    return { started: await this.queue.start(tenant, connection, actor) };
  }

  @Get()
  @Permission('records:read', 'missing', 'malformed')
  @Described('Executions, newest first', { 200: RunPage })
  async listRuns(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Query() query: PageQuery,
  ): Promise<Page<RunView>> {
    const after = readPosition(query, { id: 'uuid' });
    const rows = await this.database.tenant(tenant, (tx) =>
      this.runs.page(tx, connection, { limit: query.limit + 1, ...(after ? { before: after.id } : {}) }),
    );
    return pageOf(rows.map(runView), query, ({ id }) => [id]);
  }

  @Get(':run')
  @Permission('records:read', 'missing')
  @Described('One execution', { 200: RunView })
  async run(@Caller() { tenant }: Caller, @Param('run') run: string): Promise<RunView> {
    return runView(await this.database.tenant(tenant, (tx) => this.runs.get(tx, run)));
  }
}
