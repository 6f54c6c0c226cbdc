import { auditEvent, AuditTrail } from '@gateway/audit';
import { Database, newId, Tenant } from '@gateway/database';
import { Permission, Person, type Principal } from '@gateway/identity';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NewTenantInput } from './inputs';
import { Survey } from './survey';
import { CreatedTenant, TenantOverviewList } from './views';

const created = auditEvent('identity/tenant-created', { log: 'admin', object: 'tenant' });

/** The installation as a whole; operators alone. */
@ApiTags('operator')
@Controller('operator/tenants')
export class OperatorController {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
    private readonly survey: Survey,
  ) {}

  @Get()
  @Permission('installation:read')
  @ApiOperation({ summary: 'Every tenant with its connections: counts and dates, no record' })
  @ApiOkResponse({ type: TenantOverviewList })
  async list(): Promise<TenantOverviewList> {
    return { items: await this.survey.tenants() };
  }

  @Post()
  @Permission('installation:write')
  @ApiOperation({ summary: 'A new tenant' })
  @ApiCreatedResponse({ type: CreatedTenant })
  async create(@Person() { user }: Principal, @Body() { name }: NewTenantInput): Promise<CreatedTenant> {
    const id = newId();
    const actor = { type: 'user', id: user.id, auth: 'session' } as const;
    await this.database.tenant(id, async (tx) => {
      await tx.insert(Tenant, { id, name: name.trim() });
      await this.audit.record(tx, created({ tenant: id, actor, object: id, outcome: 'success' }));
    });
    return { id, name: name.trim() };
  }
}
