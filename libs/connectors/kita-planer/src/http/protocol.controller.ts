import { Database } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { Described, type Page, pageOf, readPosition } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { ProtocolReader, type EntryFilter } from '@gateway/protocol-log';
import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FinishFollowUp } from '../use-cases/finish-follow-up';
import { RevealRecord } from '../use-cases/reveal-record';
import { SearchByName } from '../use-cases/search-by-name';
import { ConnectionGuard } from './connection.guard';
import { CallQuery, EntryQuery, NameSearchInput } from './inputs';
import { CallPage, EntryPage, TaskList } from './lists';
import { BASE } from './path-parts';
import { CallView, callView, entryView, taskView, type EntryView } from './protocol.views';
import { AnswerExcerptView } from './records.views';

/** Calls, what was said about each record, and what is left to do in the Kita-Planer. */
@ApiTags('kita-planer protocol')
@Controller(`${BASE}/:connection`)
@UseGuards(ConnectionGuard)
export class ProtocolController {
  constructor(
    private readonly database: Database,
    private readonly reader: ProtocolReader,
    private readonly followUps: FinishFollowUp,
    private readonly search: SearchByName,
    private readonly reveal: RevealRecord,
  ) {}

  @Get('calls')
  @Permission('records:read', 'missing', 'malformed')
  @Described(
    'Every exchange with the Kita-Planer, newest first; followUp=open is the list “Nacharbeit im Kita-Planer”',
    { 200: CallPage },
  )
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
  @Described('One exchange', { 200: CallView })
  async call(@Caller() { tenant }: Caller, @Param('call') call: string): Promise<CallView> {
    return callView(await this.database.tenant(tenant, (tx) => this.reader.call(tx, call)));
  }

  @Post('calls/:call/reveal')
  @HttpCode(200)
  @Permission('payload:read', 'missing')
  @Described('The beginning of what the Kita-Planer answered, verbatim. Every look is audited', {
    200: AnswerExcerptView,
  })
  answer(@Caller() { tenant, actor }: Caller, @Param('call') call: string): Promise<AnswerExcerptView> {
    return this.reveal.answer({ tenant, actor, call });
  }

  @Post('calls/:call/follow-up-done')
  @HttpCode(204)
  @Permission('records:act', 'missing')
  @Described('Somebody has finished the Datenquelle in the Kita-Planer', { 204: null })
  async followUpDone(@Caller() { tenant, actor }: Caller, @Param('call') call: string): Promise<void> {
    if (!(await this.followUps.run({ tenant, actor, call })))
      throw new NotFound('open follow-up of call', call);
  }

  @Get('tasks')
  @Permission('records:read', 'missing')
  @Described('What somebody has to look at in the Kita-Planer, oldest first, at most 1,000', {
    200: TaskList,
  })
  async tasks(@Caller() { tenant }: Caller, @Param('connection') connection: string): Promise<TaskList> {
    return { items: (await this.followUps.tasks(tenant, connection)).map(taskView) };
  }

  @Post('tasks/:task/done')
  @HttpCode(204)
  @Permission('records:act', 'missing')
  @Described('Somebody has done it', { 204: null })
  async taskDone(@Caller() { tenant, actor }: Caller, @Param('task') task: string): Promise<void> {
    if (!(await this.followUps.finishTask({ tenant, actor, task }))) throw new NotFound('open task', task);
  }

  @Get('entries')
  @Permission('records:read', 'missing', 'malformed')
  @Described('What was said about each record, newest first', { 200: EntryPage })
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

  @Post('entries/search')
  @HttpCode(200)
  @Permission('records:read', 'missing', 'malformed')
  @Described('The same for a child by its name, which must not stand in an address', { 200: EntryPage })
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
