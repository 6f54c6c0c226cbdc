import { Database, type Tx } from '@gateway/database';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller';
import { Permission } from '../access/permission.decorator';
import type { Invitation } from '../people/accounts';
import { Members, type Member } from '../people/members';
import { DeviceList, deviceView } from '../sessions/session-view';
import { Sessions } from '../sessions/sessions';
import { Described } from './described';
import { NewUserInput, RoleInput } from './inputs';
import { AddedMemberView, InvitationView, MemberList, MemberView } from './views';

/** Who belongs to a tenant, as what, and where they are signed in. */
@ApiTags('users')
@Controller('tenants/:tenant/users')
export class UsersController {
  constructor(
    private readonly database: Database,
    private readonly members: Members,
    private readonly sessions: Sessions,
  ) {}

  @Get()
  @Permission('users:read')
  @Described('Everybody who belongs to the tenant, by name', { 200: MemberList })
  async list(@Caller() caller: Caller): Promise<MemberList> {
    const members = await this.in(caller, (tx) => this.members.list(tx));
    return { items: members.map((member) => memberView(member, caller)) };
  }

  @Post()
  @Permission('users:write', 'conflict', 'invalid')
  @Described('Somebody new; the invitation is shown once', { 201: AddedMemberView })
  async add(@Caller() caller: Caller, @Body() input: NewUserInput): Promise<AddedMemberView> {
    const { member, invitation } = await this.in(caller, (tx) => this.members.add(tx, caller, input));
    return {
      user: memberView(member, caller),
      invitation: invitation && invitationView(invitation),
    };
  }

  @Put(':user/role')
  @Permission('users:write', 'missing', 'conflict')
  @Described('Another role, from the next request on', { 200: MemberView })
  async changeRole(
    @Caller() caller: Caller,
    @Param('user') user: string,
    @Body() { role }: RoleInput,
  ): Promise<MemberView> {
    return memberView(await this.in(caller, (tx) => this.members.changeRole(tx, caller, user, role)), caller);
  }

  @Delete(':user')
  @HttpCode(204)
  @Permission('users:write', 'missing', 'conflict')
  @Described('No longer belongs to the tenant; is signed out everywhere', { 204: null })
  remove(@Caller() caller: Caller, @Param('user') user: string): Promise<void> {
    return this.in(caller, (tx) => this.members.remove(tx, caller, user));
  }

  @Post(':user/recovery')
  @HttpCode(200)
  @Permission('users:write', 'missing', 'conflict')
  @Described('An invitation to choose another password; shown once', { 200: InvitationView })
  async recover(@Caller() caller: Caller, @Param('user') user: string): Promise<InvitationView> {
    return invitationView(await this.in(caller, (tx) => this.members.recover(tx, caller, user)));
  }

  @Get(':user/sessions')
  @Permission('users:read', 'missing')
  @Described('Where somebody is signed in', { 200: DeviceList })
  async devices(@Caller() caller: Caller, @Param('user') user: string): Promise<DeviceList> {
    const sessions = await this.in(caller, async (tx) => {
      const { id } = await this.members.get(tx, user);
      return this.sessions.list(tx, id);
    });
    return { items: sessions.map((session) => deviceView(session)) };
  }

  @Delete(':user/sessions')
  @HttpCode(204)
  @Permission('users:write', 'missing')
  @Described('Signs somebody out everywhere', { 204: null })
  endSessions(@Caller() caller: Caller, @Param('user') user: string): Promise<void> {
    return this.in(caller, (tx) => this.members.signOutEverywhere(tx, caller, user));
  }

  private in<T>({ tenant }: Caller, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.tenant(tenant, work);
  }
}

const memberView = (member: Member, { actor }: Caller): MemberView => ({
  ...member,
  self: member.id === actor.id,
});

const invitationView = ({ token, endsAt }: Invitation): InvitationView => ({ token, expiresAt: endsAt });
