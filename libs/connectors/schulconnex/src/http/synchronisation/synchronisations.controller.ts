import type { Actor } from '@gateway/audit';
import { NotFound } from '@gateway/errors';
import { Described, pageOf, PageQuery, readPosition } from '@gateway/http';
import { ActingUser, Caller, Permission, TakesActingUser } from '@gateway/identity';
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { DirectSynchronisation } from '../../use-cases/synchronisation/direct';
import { ReadSynchronisation } from '../../use-cases/synchronisation/read-synchronisation';
import { BASE } from '../paths';
import {
  SchulconnexAnswersInput,
  SchulconnexConfirmationInput,
  SchulconnexItemQuery,
  SchulconnexReportQuery,
  SchulconnexSelectionInput,
  SchulconnexStartInput,
} from './inputs';
import {
  planItemView,
  SchulconnexPlanChangesView,
  SchulconnexPlanItemPage,
  SchulconnexRememberedView,
  SchulconnexReportView,
  SchulconnexSynchronisationPage,
  SchulconnexSynchronisationView,
  synchronisationView,
} from './views';

/** The largest number of a step there can be. */
const LAST_NUMBER = 2_147_483_647;

/** Synchronisations of a connection: start, watch, decide, confirm, call off, and the report. */
@ApiTags('schulconnex synchronisations')
@Controller(`${BASE}/:connection/synchronisations`)
@TakesActingUser()
export class SchulconnexSynchronisationsController {
  constructor(
    private readonly direct: DirectSynchronisation,
    private readonly read: ReadSynchronisation,
  ) {}

  @Post()
  @HttpCode(202)
  @Permission('synchronisations:run', 'missing', 'malformed', 'invalid', 'conflict')
  @Described('“Synchronisation mit Schulconnex-Service” (step 1)', { 202: SchulconnexSynchronisationView })
  async start(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @Body() input: SchulconnexStartInput,
  ): Promise<SchulconnexSynchronisationView> {
    return synchronisationView(await this.direct.start({ tenant, connection, actor }, input));
  }

  @Get()
  @Permission('records:read', 'missing', 'malformed')
  @Described('Synchronisations, newest first', { 200: SchulconnexSynchronisationPage })
  async list(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Query() query: PageQuery,
  ): Promise<SchulconnexSynchronisationPage> {
    const after = readPosition(query, { id: 'uuid' });
    const rows = await this.read.page(
      { tenant, connection },
      { limit: query.limit + 1, ...(after && { before: after.id }) },
    );
    return pageOf(rows.map(synchronisationView), query, ({ id }) => [id]);
  }

  @Get(':id')
  @Permission('records:read', 'missing')
  @Described('One synchronisation and how far it is', { 200: SchulconnexSynchronisationView })
  async one(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Param('id') id: string,
  ): Promise<SchulconnexSynchronisationView> {
    return synchronisationView(await this.read.one({ tenant, connection }, id));
  }

  @Put(':id/selection')
  @Permission('synchronisations:run', 'missing', 'malformed', 'invalid', 'conflict')
  @Described('Chooses what to synchronise (step 2)', { 200: SchulconnexSynchronisationView })
  async choose(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @Param('id') id: string,
    @Body() selection: SchulconnexSelectionInput,
  ): Promise<SchulconnexSynchronisationView> {
    return synchronisationView(await this.direct.choose({ tenant, connection, actor }, id, selection));
  }

  @Get(':id/questions')
  @Permission('records:read', 'missing', 'malformed')
  @Described('What people have to decide, in the order of the plan', { 200: SchulconnexPlanItemPage })
  questions(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Param('id') id: string,
    @Query() query: PageQuery,
  ): Promise<SchulconnexPlanItemPage> {
    return this.page({ tenant, connection }, id, query, { questions: true });
  }

  @Post(':id/answers')
  @HttpCode(200)
  @Permission('synchronisations:run', 'missing', 'malformed', 'invalid', 'conflict')
  @Described('Answers one question or many; they count from the next plan on', {
    200: SchulconnexRememberedView,
  })
  async answer(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @Param('id') id: string,
    @Body() { answers }: SchulconnexAnswersInput,
  ): Promise<SchulconnexRememberedView> {
    const given = new Map(answers.map(({ nr, ...answer }) => [nr, answer]));
    return { remembered: await this.direct.answer({ tenant, connection, actor }, id, given) };
  }

  @Post(':id/plan')
  @HttpCode(202)
  @Permission('synchronisations:run', 'missing', 'conflict')
  @Described('Plans anew, with everything answered', { 202: SchulconnexSynchronisationView })
  async replan(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @Param('id') id: string,
  ): Promise<SchulconnexSynchronisationView> {
    return synchronisationView(await this.direct.replan({ tenant, connection, actor }, id));
  }

  @Get(':id/items')
  @Permission('records:read', 'missing', 'malformed')
  @Described('The plan, and what became of it', { 200: SchulconnexPlanItemPage })
  items(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Param('id') id: string,
    @Query() query: SchulconnexItemQuery,
  ): Promise<SchulconnexPlanItemPage> {
    const { resource, standing, operation, result } = query;
    return this.page({ tenant, connection }, id, query, {
      ...(resource !== undefined && { resource }),
      ...(standing !== undefined && { standings: [standing] }),
      ...(operation !== undefined && { operation }),
      ...(result !== undefined && { result }),
    });
  }

  @Get(':id/items/:nr/changes')
  @Permission('payload:read', 'missing', 'malformed')
  @Described('Old and new values of one step; reading them is on record', {
    200: SchulconnexPlanChangesView,
  })
  async changes(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @Param('id') id: string,
    @Param('nr', ParseIntPipe) nr: number,
  ): Promise<SchulconnexPlanChangesView> {
    if (nr > LAST_NUMBER) throw new NotFound('plan item', String(nr));
    return { changes: await this.read.changes({ tenant, connection, actor }, id, nr) };
  }

  @Post(':id/amounts-confirmation')
  @HttpCode(200)
  @Permission('synchronisations:run', 'missing', 'malformed', 'invalid', 'conflict')
  @Described('Confirms unusual amounts, before the plan itself', { 200: SchulconnexSynchronisationView })
  async confirmAmounts(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @Param('id') id: string,
    @Body() { plan }: SchulconnexConfirmationInput,
  ): Promise<SchulconnexSynchronisationView> {
    return synchronisationView(await this.direct.confirmAmounts({ tenant, connection, actor }, id, plan));
  }

  @Post(':id/confirmation')
  @HttpCode(202)
  @Permission('synchronisations:run', 'missing', 'malformed', 'invalid', 'conflict')
  @Described('Confirms the plan: it is written, and nothing else', { 202: SchulconnexSynchronisationView })
  async confirm(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @Param('id') id: string,
    @Body() { plan }: SchulconnexConfirmationInput,
  ): Promise<SchulconnexSynchronisationView> {
    return synchronisationView(await this.direct.confirm({ tenant, connection, actor }, id, plan));
  }

  @Post(':id/cancellation')
  @HttpCode(200)
  @Permission('synchronisations:run', 'missing', 'conflict')
  @Described('Calls it off; what is written stays written', { 200: SchulconnexSynchronisationView })
  async cancel(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @Param('id') id: string,
  ): Promise<SchulconnexSynchronisationView> {
    return synchronisationView(await this.direct.cancel({ tenant, connection, actor }, id));
  }

  @Get(':id/report')
  @Permission('records:read', 'missing', 'malformed', 'conflict')
  @Described('What became of everybody (step 11), as JSON or as text', { 200: SchulconnexReportView })
  async report(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Param('id') id: string,
    @Query() { format, language }: SchulconnexReportQuery,
    @Res() response: Response,
  ): Promise<void> {
    const whose = { tenant, connection };
    if (format === 'json') response.json(await this.read.report(whose, id));
    else response.type('text/plain; charset=utf-8').send(await this.read.reportText(whose, id, language));
  }

  private async page(
    whose: { readonly tenant: string; readonly connection: string },
    id: string,
    query: PageQuery,
    filter: Parameters<ReadSynchronisation['items']>[2],
  ): Promise<SchulconnexPlanItemPage> {
    const after = readPosition(query, { nr: 'integer' });
    const rows = await this.read.items(whose, id, {
      ...filter,
      limit: query.limit + 1,
      ...(after && { after: Math.min(Number(after.nr), LAST_NUMBER) }),
    });
    return pageOf(rows.map(planItemView), query, ({ nr }) => [String(nr)]);
  }
}
