import { Described } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Imports } from '../use-cases/imports';
import { ReadBack } from '../use-cases/read-back';
import { SchulconnexConnectionGuard } from './connection.guard';
import { BASE } from './paths';
import { AcknowledgeInput, ImportQuery, LinkQuery, RejectInput } from './source.inputs';
import { LinkPage, SourceImportPage } from './source.views';

/** What belongs together, and what the school should take over. */
@ApiTags('schulconnex source')
@Controller(`${BASE}/:connection`)
@UseGuards(SchulconnexConnectionGuard)
export class SchulconnexLinksController {
  constructor(
    private readonly readBack: ReadBack,
    private readonly imports: Imports,
  ) {}

  @Get('links')
  @Permission('records:read', 'missing', 'malformed')
  @Described('Which record of the school is which of the service', { 200: LinkPage })
  links(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Query() query: LinkQuery,
  ): Promise<LinkPage> {
    return this.readBack.links({ tenant, connection }, query);
  }

  @Get('imports')
  @Permission('payload:read', 'missing', 'malformed')
  @Described(
    'What the service knows and the school should take over, oldest first; every look is on record',
    {
      200: SourceImportPage,
    },
  )
  offered(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Query() query: ImportQuery,
  ): Promise<SourceImportPage> {
    return this.imports.page({ tenant, connection, actor }, query);
  }

  @Post('imports/:import/acknowledge')
  @HttpCode(204)
  @Permission('records:write', 'missing', 'malformed', 'conflict')
  @Described('The school has taken it over, under this key', { 204: null })
  acknowledge(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('import') id: string,
    @Body() taken: AcknowledgeInput,
  ): Promise<void> {
    return this.imports.acknowledge({ tenant, connection, actor }, id, taken);
  }

  @Post('imports/:import/reject')
  @HttpCode(204)
  @Permission('records:write', 'missing', 'malformed', 'conflict')
  @Described('The school does not take it over', { 204: null })
  reject(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('import') id: string,
    @Body() { reason }: RejectInput,
  ): Promise<void> {
    return this.imports.reject({ tenant, connection, actor }, id, reason);
  }
}
