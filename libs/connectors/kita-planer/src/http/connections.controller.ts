import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import { QueryInvalid } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Get, Headers, Param, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { SetUp } from '../use-cases/set-up';
import { ConnectionInput } from './inputs';
import { BASE } from './paths';
import { connectionView, type ConnectionView } from './views';

/** Kita Planer Einrichtung. */
@ApiTags('kita-planer set-up')
@Controller(BASE)
export class ConnectionsController {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly setUp: SetUp,
  ) {}

  @Get()
  @Permission('connections:read')
  async list(@Caller() { tenant }: Caller): Promise<{ items: ConnectionView[] }> {
    const items = await this.database.tenant(tenant, (tx) => this.connections.list(tx, 'kita-planer'));
    return { items: items.map(connectionView) };
  }

  @Post()
  @Permission('connections:write', 'conflict')
  async create(@Caller() { tenant, actor }: Caller, @Body() input: ConnectionInput): Promise<ConnectionView> {
    return connectionView(await this.setUp.run({ tenant, actor, ...input }));
  }

  /** The ETag is the version; send it back as If-Match to change what you have seen. */
  @Get(':connection')
  @Permission('connections:read', 'missing')
  async show(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ConnectionView> {
    const found = await this.database.tenant(tenant, (tx) => this.connections.get(tx, connection));
    response.setHeader('ETag', `"${found.version}"`);
    return connectionView(found);
  }

  @Put(':connection')
  @Permission('connections:write', 'missing', 'conflict')
  async change(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Body() input: ConnectionInput,
    @Headers('if-match') ifMatch?: string,
  ): Promise<ConnectionView> {
    const version = versionOf(ifMatch);
    return connectionView(
      await this.setUp.run({
        tenant,
        actor,
        connection,
        ...input,
        ...(version === undefined ? {} : { version }),
      }),
    );
  }
}

function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  const version = /^"(\d{1,9})"$/.exec(ifMatch)?.[1];
  if (version === undefined)
    throw new QueryInvalid('If-Match must be the ETag of the connection', 'If-Match');
  return Number(version);
}
