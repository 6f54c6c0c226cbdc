import { Database } from '@gateway/database';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller';
import { Permission } from '../access/permission.decorator';
import { BreakGlass } from '../break-glass/break-glass';
import { Described } from './described';
import { BreakGlassInput } from './inputs';
import { BreakGlassList, BreakGlassView } from './views';

/** When operators looked at a tenant's records, and why. */
@ApiTags('break-glass')
@Controller('tenants/:tenant/break-glass')
export class BreakGlassController {
  constructor(
    private readonly database: Database,
    private readonly breakGlass: BreakGlass,
  ) {}

  @Post()
  @Permission('break-glass:open')
  @Described('See records for a while; the tenant sees that, and why', { 201: BreakGlassView })
  open(@Caller() caller: Caller, @Body() input: BreakGlassInput): Promise<BreakGlassView> {
    return this.database.tenant(caller.tenant, (tx) => this.breakGlass.open(tx, caller, input));
  }

  @Get()
  @Permission('audit:read')
  @Described('Every time, newest first, at most 200', { 200: BreakGlassList })
  async list(@Caller() { tenant }: Caller): Promise<BreakGlassList> {
    return { items: await this.database.tenant(tenant, (tx) => this.breakGlass.list(tx)) };
  }

  @Delete(':grant')
  @HttpCode(204)
  @Permission('users:write', 'missing')
  @Described('Ends it before its time', { 204: null })
  end(@Caller() caller: Caller, @Param('grant') grant: string): Promise<void> {
    return this.database.tenant(caller.tenant, (tx) => this.breakGlass.end(tx, caller, grant));
  }
}
