import { Database } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller';
import { Permission } from '../access/permission.decorator';
import { Approvals, type Approval } from '../approvals/approvals';
import { TWO_PERSON_ACTS, type TwoPersonAct } from '../approvals/two-person-act';
import { Described } from './described';
import { ApprovalInput } from './inputs';
import { ApprovalList, ApprovalView } from './views';

/** No such act, or its subject is not what it takes. */
class ActInvalid extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'ACT_INVALID';

  constructor(field: '/act' | '/subject') {
    super('There is no such act with such a subject', {}, { field });
  }
}

/** What takes two persons. */
@ApiTags('approvals')
@Controller('tenants/:tenant/approvals')
export class ApprovalsController {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    @Inject(TWO_PERSON_ACTS) private readonly acts: readonly TwoPersonAct[],
  ) {}

  @Get()
  @Permission('approvals:act')
  @Described('Open ones first, then newest first, at most 200', { 200: ApprovalList })
  async list(@Caller() caller: Caller): Promise<ApprovalList> {
    const approvals = await this.database.tenant(caller.tenant, (tx) => this.approvals.list(tx));
    return { items: approvals.map((approval) => approvalView(approval, caller)) };
  }

  @Post()
  @Permission('approvals:act', 'invalid')
  @Described('Ask for something that takes two persons', { 201: ApprovalView })
  async request(
    @Caller() caller: Caller,
    @Body() { act, subject, reason }: ApprovalInput,
  ): Promise<ApprovalView> {
    const wish = { act, reason, subject: subjectOf(this.actOf(act), subject) };
    const approval = await this.database.tenant(caller.tenant, (tx) =>
      this.approvals.request(tx, caller, wish),
    );
    return approvalView(approval, caller);
  }

  @Post(':approval/approve')
  @HttpCode(200)
  @Permission('approvals:act', 'missing', 'conflict')
  @Described('Agree; it is done at once', { 200: ApprovalView })
  async approve(@Caller() caller: Caller, @Param('approval') id: string): Promise<ApprovalView> {
    const { tenant, actor } = caller;
    const approval = await this.database.tenant(tenant, async (tx) => {
      const agreed = await this.approvals.approve(tx, caller, id);
      await this.actOf(agreed.act).perform(tx, { tenant, actor, subject: agreed.subject });
      return agreed;
    });
    return approvalView(approval, caller);
  }

  @Post(':approval/decline')
  @HttpCode(200)
  @Permission('approvals:act', 'missing', 'conflict')
  @Described('Refuse, or take one’s own wish back', { 200: ApprovalView })
  async decline(@Caller() caller: Caller, @Param('approval') id: string): Promise<ApprovalView> {
    const approval = await this.database.tenant(caller.tenant, (tx) =>
      this.approvals.decline(tx, caller, id),
    );
    return approvalView(approval, caller);
  }

  private actOf(name: string): TwoPersonAct {
    const act = this.acts.find((one) => one.name === name);
    if (!act) throw new ActInvalid('/act');
    return act;
  }
}

function subjectOf(
  { subject: names }: TwoPersonAct,
  given: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const entries = Object.entries(given).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= 200,
  );
  const complete = names.every((name) => entries.some(([key, value]) => key === name && value !== ''));
  if (!complete || Object.keys(given).length !== names.length) throw new ActInvalid('/subject');
  return Object.fromEntries(entries);
}

const approvalView = (approval: Approval, { actor }: Caller): ApprovalView => ({
  ...approval,
  own: approval.requestedBy.id === actor.id,
});
