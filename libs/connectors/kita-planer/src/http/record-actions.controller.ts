import { Described } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ActOnRecords } from '../use-cases/act-on-records';
import { PutBack } from '../use-cases/put-back';
import { RecheckRecords } from '../use-cases/recheck-records';
import { ConnectionGuard } from './connection.guard';
import { ActionInput, RecordIdsInput } from './inputs';
import { OwnRecords } from './own-records';
import { BASE } from './path-parts';
import { ActedOnView, PutBackView, RecheckedView } from './records.views';

/** What people decide about records, many at a time. */
@ApiTags('kita-planer records')
@Controller(`${BASE}/:connection/records`)
@UseGuards(ConnectionGuard)
export class RecordActionsController {
  constructor(
    private readonly act: ActOnRecords,
    private readonly recheck: RecheckRecords,
    private readonly putBack: PutBack,
    private readonly records: OwnRecords,
  ) {}

  @Post('actions')
  @HttpCode(200)
  @Permission('records:act', 'malformed', 'missing')
  @Described('Erneut senden, ohne Export erledigen, als exportiert bestätigen, wieder öffnen', {
    200: ActedOnView,
  })
  async actOn(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Body() { ids, action, reason }: ActionInput,
  ): Promise<ActedOnView> {
    const { own, others } = await this.records.among({ tenant, connection }, ids);
    const { done, skipped } = await this.act.run({ tenant, actor, action, reason, ids: own });
    return { done, skipped: [...others, ...skipped] };
  }

  @Post('put-back')
  @HttpCode(200)
  @Permission('records:act', 'malformed', 'missing')
  @Described('Erneut in den Puffer stellen: what was archived goes once more, as a new record', {
    200: PutBackView,
  })
  async backToBuffer(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Body() { ids }: RecordIdsInput,
  ): Promise<PutBackView> {
    const { own, others } = await this.records.among({ tenant, connection }, ids);
    const { done, skipped } = await this.putBack.run({ tenant, actor, ids: own });
    return { done, skipped: [...others, ...skipped] };
  }

  @Post('recheck')
  @HttpCode(200)
  @Permission('records:act', 'missing')
  @Described('Checks stored children again, after the set-up has changed', { 200: RecheckedView })
  checkAgain(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
  ): Promise<RecheckedView> {
    return this.recheck.run({ tenant, actor, connection });
  }
}
