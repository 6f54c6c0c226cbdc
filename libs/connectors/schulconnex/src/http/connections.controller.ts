import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Described, IfMatch, TakesIfMatch } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { schulconnexConnection } from '../use-cases/context';
import { SetUp } from '../use-cases/set-up';
import { StoreCredential } from '../use-cases/store-credential';
import { TestConnection } from '../use-cases/test-connection';
import { SchulconnexConnectionInput, SchulconnexCredentialInput } from './connection.inputs';
import {
  connectionView,
  credentialView,
  SchulconnexConnectionList,
  SchulconnexConnectionView,
  SchulconnexCredentialList,
  SchulconnexCredentialView,
  SchulconnexTestView,
} from './connection.views';
import { BASE } from './paths';

/** Connections to Schulconnex services, their credentials, and whether they work. */
@ApiTags('schulconnex set-up')
@Controller(BASE)
export class SchulconnexConnectionsController {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly setUp: SetUp,
    private readonly credentials: StoreCredential,
    private readonly test: TestConnection,
  ) {}

  @Get()
  @Permission('connections:read')
  @Described('Every connection to Schulconnex of the tenant', { 200: SchulconnexConnectionList })
  async list(@Caller() { tenant }: Caller): Promise<SchulconnexConnectionList> {
    const items = await this.database.tenant(tenant, (tx) => this.connections.list(tx, 'schulconnex'));
    return { items: items.map(connectionView) };
  }

  @Post()
  @Permission('connections:write', 'malformed', 'invalid', 'conflict')
  @Described('A new connection, off unless told otherwise', { 201: SchulconnexConnectionView })
  async create(
    @Caller() { tenant, actor }: Caller,
    @Body() input: SchulconnexConnectionInput,
  ): Promise<SchulconnexConnectionView> {
    return connectionView(await this.setUp.run({ tenant, actor, ...input }));
  }

  @Get(':connection')
  @Permission('connections:read', 'missing')
  @Described('One connection; the ETag is its version', { 200: SchulconnexConnectionView })
  async show(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SchulconnexConnectionView> {
    const found = await this.database.tenant(tenant, (tx) =>
      schulconnexConnection(this.connections, tx, connection),
    );
    response.setHeader('ETag', `"${found.version}"`);
    return connectionView(found);
  }

  @Put(':connection')
  @TakesIfMatch()
  @Permission('connections:write', 'malformed', 'missing', 'invalid', 'conflict')
  @Described('Changes a connection: all settings, as in the request', { 200: SchulconnexConnectionView })
  async change(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Body() input: SchulconnexConnectionInput,
    @IfMatch() version?: number,
  ): Promise<SchulconnexConnectionView> {
    const change = { tenant, actor, connection, ...input };
    return connectionView(await this.setUp.run({ ...change, ...(version === undefined ? {} : { version }) }));
  }

  /** Tells how far it came: credentials, dns, tls, token, organisation. */
  @Post(':connection/test')
  @HttpCode(200)
  @Permission('connections:read', 'missing')
  @Described('Logs in and reads the organisation, step by step', { 200: SchulconnexTestView })
  async check(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
  ): Promise<SchulconnexTestView> {
    return { steps: await this.test.run(tenant, connection, actor) };
  }

  @Get(':connection/credentials')
  @Permission('connections:read', 'missing')
  @Described('Every version of the credentials, without them', { 200: SchulconnexCredentialList })
  async versions(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
  ): Promise<SchulconnexCredentialList> {
    return { items: (await this.credentials.list(tenant, connection)).map(credentialView) };
  }

  @Put(':connection/credentials')
  @Permission('secrets:write', 'malformed', 'missing')
  @Described('Stores client secret and password; they never come out again', {
    200: SchulconnexCredentialView,
  })
  async store(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Body() input: SchulconnexCredentialInput,
  ): Promise<SchulconnexCredentialView> {
    return credentialView(await this.credentials.run({ tenant, actor, connection }, input));
  }

  @Delete(':connection/credentials/versions/:version')
  @HttpCode(204)
  @Permission('secrets:write', 'missing')
  @Described('Destroys a version for good', { 204: null })
  retire(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('version', ParseIntPipe) version: number,
  ): Promise<void> {
    return this.credentials.retire({ tenant, actor, connection }, version);
  }
}
