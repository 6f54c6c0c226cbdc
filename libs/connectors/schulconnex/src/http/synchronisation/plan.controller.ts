import type { Actor } from '@gateway/audit';
import { NotFound } from '@gateway/errors';
import { Described } from '@gateway/http';
import { ActingUser, Caller, Permission, TakesActingUser } from '@gateway/identity';
import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CompareItem } from '../../use-cases/synchronisation/compare-item';
import { ReadSynchronisation } from '../../use-cases/synchronisation/read-synchronisation';
import { BASE } from '../paths';
import { SchulconnexComparisonView, SchulconnexPlanCountList } from './views';

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
