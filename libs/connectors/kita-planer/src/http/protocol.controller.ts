import { Database } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { pageOf, readPosition, type Page } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { ProtocolReader, type EntryFilter } from '@gateway/protocol-log';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FinishFollowUp } from '../use-cases/finish-follow-up';
import { RevealRecord } from '../use-cases/reveal-record';
import { SearchByName } from '../use-cases/search-by-name';
import { CallQuery, EntryQuery, NameSearchInput } from './inputs';
import { BASE } from './paths';
import { callView, entryView, type CallView, type EntryView } from './views';

/** Calls, what was said about each record, and what is left to do in the Kita-Planer. */
@ApiTags('kita-planer protocol')
@Controller(`${BASE}/:connection`)
export class ProtocolController {
  constructor(
    private readonly database: Database,
    private readonly reader: ProtocolReader,
    private readonly followUps: FinishFollowUp,
    private readonly search: SearchByName,
    private readonly reveal: RevealRecord,
  ) {}

  /** Every exchange with the Kita-Planer, newest first. `followUp=open` is the list “Nacharbeit im Kita-Planer”. */
  @Get('calls')
  @Permission('records:read', 'malformed')
  async calls(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Query() query: CallQuery,
  ): Promise<Page<CallView>> {
    const { run, followUp, class: outcomeClass, from, to, limit } = query;
    const after = readPosition(query, { at: 'time', id: 'uuid' });
    const rows = await this.database.tenant(tenant, (tx) =>
      this.reader.calls(
        tx,
        { connection, run, followUp, outcomeClass, from: dateOf(from), to: dateOf(to) },
        { limit: limit + 1, after: after && { at: new Date(after.at), id: after.id } },
      ),
    );
    return pageOf(rows.map(callView), query, ({ startedAt, id }) => [startedAt.toISOString(), id]);
  }

  @Get('calls/:call')
  @Permission('records:read', 'missing')
  async call(@Caller() { tenant }: Caller, @Param('call') call: string): Promise<CallView> {
    return callView(await this.database.tenant(tenant, (tx) => this.reader.call(tx, call)));
  }

  /** The beginning of what the Kita-Planer answered, verbatim. Every look is audited. */
  @Post('calls/:call/reveal')
  @HttpCode(200)
  @Permission('payload:read', 'missing')
  answer(@Caller() { tenant, actor }: Caller, @Param('call') call: string): Promise<object> {
    return this.reveal.answer({ tenant, actor, call });
  }

  /** Somebody has finished the Datenquelle in the Kita-Planer. */
  @Post('calls/:call/follow-up-done')
  @HttpCode(204)
  @Permission('records:act', 'missing')
  async followUpDone(@Caller() { tenant, actor }: Caller, @Param('call') call: string): Promise<void> {
    if (!(await this.followUps.run({ tenant, actor, call })))
      throw new NotFound('open follow-up of call', call);
  }

  @Get('tasks')
  @Permission('records:read')
  async tasks(@Caller() { tenant }: Caller, @Param('connection') connection: string): Promise<object> {
    return { items: await this.followUps.tasks(tenant, connection) };
  }

  @Post('tasks/:task/done')
  @HttpCode(204)
  @Permission('records:act', 'missing')
  async taskDone(@Caller() { tenant, actor }: Caller, @Param('task') task: string): Promise<void> {
    if (!(await this.followUps.finishTask({ tenant, actor, task }))) throw new NotFound('open task', task);
  }

  /** What was said about each record, newest first. */
  @Get('entries')
  @Permission('records:read', 'malformed')
  async entries(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Query() query: EntryQuery,
  ): Promise<Page<EntryView>> {
    const after = readPosition(query, { at: 'time', id: 'uuid' });
    const rows = await this.database.tenant(tenant, (tx) =>
      this.reader.entries(tx, filterOf(connection, query), {
        limit: query.limit + 1,
        after: after && { at: new Date(after.at), id: after.id },
      }),
    );
    return pageOf(rows.map(entryView), query, ({ at, id }) => [at.toISOString(), id]);
  }

  /** The same for a child by its name, which is why it is not a GET. */
  @Post('entries/search')
  @HttpCode(200)
  @Permission('records:read', 'malformed')
  async searchEntries(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Body() query: NameSearchInput,
  ): Promise<Page<EntryView>> {
    const after = readPosition(query, { at: 'time', id: 'uuid' });
    const rows = await this.search.run(tenant, filterOf(connection, query), query.name, {
      limit: query.limit + 1,
      after: after && { at: new Date(after.at), id: after.id },
    });
    return pageOf(rows.map(entryView), query, ({ at, id }) => [at.toISOString(), id]);
  }
}

const dateOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);

const filterOf = (
  connection: string,
  { outcome, code, childId, kitaId, call, record, from, to }: EntryQuery,
): EntryFilter => ({
  ...{ connection, outcome, code, call, record },
  ...{ lane: childId, place: kitaId, from: dateOf(from), to: dateOf(to) },
});
