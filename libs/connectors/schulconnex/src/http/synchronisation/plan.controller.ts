import type { Actor } from '@gateway/audit';
import { NotFound } from '@gateway/errors';
import { Described } from '@gateway/http';
import { ActingUser, Caller, Permission, TakesActingUser } from '@gateway/identity';
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CompareItem } from '../../use-cases/synchronisation/compare-item';
import { DirectSynchronisation } from '../../use-cases/synchronisation/direct';
import { ReadSynchronisation } from '../../use-cases/synchronisation/read-synchronisation';
import { BASE } from '../paths';
import { SchulconnexConfirmationInput } from './inputs';
import {
  SchulconnexComparisonView,
  SchulconnexPlanCountList,
  SchulconnexProposalsView,
  SchulconnexRememberedView,
} from './views';

/** The largest number of a step there can be. */
const LAST_NUMBER = 2_147_483_647;

/** What somebody who decides has to see: how much the plan is about, and both sides of a question. */
@ApiTags('schulconnex synchronisations')
@Controller(`${BASE}/:connection/synchronisations/:id`)
@TakesActingUser()
export class SchulconnexPlanController {
  constructor(
    private readonly read: ReadSynchronisation,
    private readonly compare: CompareItem,
    private readonly direct: DirectSynchronisation,
  ) {}

  @Get('counts')
  @Permission('records:read', 'missing')
  @Described('How many steps of the plan there are of every kind', { 200: SchulconnexPlanCountList })
  async counts(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Param('id') id: string,
  ): Promise<SchulconnexPlanCountList> {
    return { items: await this.read.counts({ tenant, connection }, id) };
  }

  @Get('proposals')
  @Permission('records:read', 'missing')
  @Described('How many groups are proposed to go on or to end after a change of the school year', {
    200: SchulconnexProposalsView,
  })
  proposals(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Param('id') id: string,
  ): Promise<SchulconnexProposalsView> {
    return this.read.proposals({ tenant, connection }, id);
  }

  @Post('proposals')
  @HttpCode(200)
  @Permission('synchronisations:run', 'missing', 'malformed', 'invalid', 'conflict')
  @Described('Accepts every proposal nobody has answered otherwise; they count from the next plan on', {
    200: SchulconnexRememberedView,
  })
  async accept(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @Param('id') id: string,
    @Body() { plan }: SchulconnexConfirmationInput,
  ): Promise<SchulconnexRememberedView> {
    return { remembered: await this.direct.acceptProposals({ tenant, connection, actor }, id, plan) };
  }

  @Get('items/:nr/comparison')
  @Permission(
    'payload:read',
    'missing',
    'malformed',
    'conflict',
    'misconfigured',
    'refused',
    'garbled',
    'unavailable',
  )
  @Described('The records a step is about side by side, the service’s as they are now; on record', {
    200: SchulconnexComparisonView,
  })
  comparison(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @Param('id') id: string,
    @Param('nr', ParseIntPipe) nr: number,
  ): Promise<SchulconnexComparisonView> {
    if (nr > LAST_NUMBER) throw new NotFound('plan item', String(nr));
    return this.compare.run({ tenant, connection, actor }, id, nr);
  }
}
