import type { Actor } from '@gateway/audit';
import { Runs } from '@gateway/connector';
import { Database } from '@gateway/database';
import { PageQuery, pageOf, readPosition, type Page } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ExportQueue } from '../use-cases/export-queue';
import { ActingUser } from './acting-user';
import { BASE } from './paths';
import { runView, type RunView } from './views';

/** Exports of a connection, by hand and by schedule. */
@ApiTags('kita-planer protocol')
@Controller(`${BASE}/:connection/runs`)
export class RunsController {
  constructor(
    private readonly database: Database,
    private readonly runs: Runs,
    private readonly queue: ExportQueue,
  ) {}

  /** Jetzt exportieren. `started` is false when an export is waiting to begin already. */
  @Post()
  @HttpCode(202)
  @Permission('runs:start', 'missing')
  async start(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
  ): Promise<{ started: boolean }> {
    return { started: await this.queue.start(tenant, connection, actor) };
  }

  @Get()
  @Permission('records:read', 'malformed')
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
  async run(@Caller() { tenant }: Caller, @Param('run') run: string): Promise<RunView> {
    return runView(await this.database.tenant(tenant, (tx) => this.runs.get(tx, run)));
  }
}
