import { auditPage, chainStatus } from '@gateway/audit';
import { Database } from '@gateway/database';
import { Caller, Permission } from '@gateway/identity';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { calendarOf } from './calendar';
import { AuditQueryInput } from './inputs';
import { Survey } from './survey';
import { AuditEntryPage, AuditStatus, ExpiryList, Overview, ToDoList } from './views';

/** What a tenant has, across all interfaces. */
@ApiTags('overview')
@Controller('tenants/:tenant')
export class OverviewController {
  constructor(
    private readonly database: Database,
    private readonly survey: Survey,
  ) {}

  @Get('overview')
  @Permission('overview:read')
  @ApiOperation({ summary: 'Every connection, how it fared, how much is open; the last 14 days' })
  @ApiOkResponse({ type: Overview })
  overview(@Caller() { tenant }: Caller): Promise<Overview> {
    return this.survey.overview(tenant);
  }

  @Get('inbox')
  @Permission('overview:read')
  @ApiOperation({ summary: 'What somebody has to see to, by cause, over all connections' })
  @ApiOkResponse({ type: ToDoList })
  async inbox(@Caller() { tenant }: Caller): Promise<ToDoList> {
    return { items: await this.survey.toDo(tenant) };
  }

  @Get('expiries')
  @Permission('overview:read')
  @ApiOperation({ summary: 'When certificates and passwords end' })
  @ApiOkResponse({ type: ExpiryList })
  async expiries(@Caller() { tenant }: Caller): Promise<ExpiryList> {
    return { items: await this.survey.expiries(tenant) };
  }

  @Get('expiries.ics')
  @Permission('overview:read')
  @Header('Content-Type', 'text/calendar; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="drehkreuz.ics"')
  @ApiOperation({ summary: 'The same as a calendar (RFC 5545)' })
  @ApiOkResponse({ content: { 'text/calendar': { schema: { type: 'string' } } } })
  async calendar(@Caller() { tenant }: Caller): Promise<string> {
    const expiries = await this.survey.expiries(tenant);
    return calendarOf(
      expiries.map(({ connection, connectionName, credential, kind, version, expiresAt }) => ({
        id: [connection, kind, credential, version].join('.'),
        title: `${connectionName ?? connection}: ${credential}`,
        at: expiresAt,
      })),
      new Date(),
    );
  }

  @Get('audit')
  @Permission('audit:read', 'malformed', 'invalid')
  @ApiOperation({ summary: 'Who did what, newest first' })
  @ApiOkResponse({ type: AuditEntryPage })
  async audit(@Caller() { tenant }: Caller, @Query() query: AuditQueryInput): Promise<AuditEntryPage> {
    const { log, cursor, limit } = query;
    const page = await this.database.tenant(tenant, (tx) =>
      auditPage(tx, { limit, ...(log && { log }), ...(cursor === undefined ? {} : { before: cursor }) }),
    );
    return {
      items: page.entries.map(({ body, ...receipt }) => ({ ...receipt, entry: JSON.parse(body) as object })),
      next: page.next ?? null,
    };
  }

  @Get('audit/status')
  @Permission('audit:read')
  @ApiOperation({ summary: 'How many entries there are, and whether the newest follow each other' })
  @ApiOkResponse({ type: AuditStatus })
  auditStatus(@Caller() { tenant }: Caller): Promise<AuditStatus> {
    return this.database.tenant(tenant, (tx) => chainStatus(tx));
  }
}
