import type { Actor } from '@gateway/audit';
import { NotFound } from '@gateway/errors';
import { Described } from '@gateway/http';
import { ActingUser, Caller, Permission, TakesActingUser } from '@gateway/identity';
import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CompareItem } from '../../use-cases/synchronisation/compare-item';
import { BASE } from '../paths';
import { SchulconnexComparisonView } from './views';

/** The largest number of a step there can be. */
const LAST_NUMBER = 2_147_483_647;

/** What somebody who decides has to see of both sides. */
@ApiTags('schulconnex synchronisations')
@Controller(`${BASE}/:connection/synchronisations/:id/items/:nr/comparison`)
@TakesActingUser()
export class SchulconnexComparisonController {
  constructor(private readonly compare: CompareItem) {}

  @Get()
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
  show(
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
