import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Described, IfMatch, TakesIfMatch } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Get, Param, Post, Put, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { SetUp } from '../use-cases/set-up';
import { ConnectionGuard } from './connection.guard';
import { ConnectionInput } from './inputs';
import { ConnectionList } from './lists';
import { BASE } from './path-parts';
import { connectionView, ConnectionView } from './views';

/** Kita Planer Einrichtung. */
@ApiTags('kita-planer set-up')
@Controller(BASE)
@UseGuards(ConnectionGuard)
export class ConnectionsController {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly setUp: SetUp,
  ) {}

  @Get()
  @Permission('connections:read')
  @Described('Every Kita-Planer connection of the tenant', { 200: ConnectionList })
  async list(@Caller() { tenant }: Caller): Promise<ConnectionList> {
    const items = await this.database.tenant(tenant, (tx) => this.connections.list(tx, 'kita-planer'));
    return { items: items.map(connectionView) };
  }

  @Post()
  @Permission('connections:write', 'malformed', 'invalid', 'conflict')
  @Described('A new connection, off unless told otherwise', { 201: ConnectionView })
  async create(
    @Caller() { tenant, actor }: Caller,
    @Body() input: ConnectionInput,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ConnectionView> {
    return tagged(response, connectionView(await this.setUp.run({ tenant, actor, ...input })));
  }

  @Get(':connection')
  @Permission('connections:read', 'missing')
  @Described('One connection; the ETag is its version', { 200: ConnectionView })
  async show(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ConnectionView> {
    const found = await this.database.tenant(tenant, (tx) => this.connections.get(tx, connection));
    return tagged(response, connectionView(found));
  }

  @Put(':connection')
  @TakesIfMatch()
  @Permission('connections:write', 'malformed', 'missing', 'invalid', 'conflict')
  @Described('Changes a connection: all settings, as in the request', { 200: ConnectionView })
  async change(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Body() input: ConnectionInput,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() version?: number,
  ): Promise<ConnectionView> {
    const saved = await this.setUp.run({
      ...{ tenant, actor, connection },
      ...input,
      ...(version === undefined ? {} : { version }),
    });
    return tagged(response, connectionView(saved));
  }
}

function tagged(response: Response, view: ConnectionView): ConnectionView {
  response.setHeader('ETag', `"${view.version}"`);
  return view;
}
