import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Described, IfMatch, TakesIfMatch } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { SetUp } from '../use-cases/set-up';
import { StoreCertificate } from '../use-cases/store-certificate';
import { TestConnection } from '../use-cases/test-connection';
import { OsoCertificateInput, OsoConnectionInput } from './inputs';
import { BASE } from './paths';
import {
  certificateView,
  connectionView,
  ConnectionTestView,
  OsoCertificateList,
  OsoConnectionList,
  OsoConnectionView,
  StoredOsoCertificateView,
} from './views';
import { osoConnection } from '../use-cases/context';

/** Connections to OSO, their certificate, and whether they work. */
@ApiTags('oso set-up')
@Controller(BASE)
export class OsoConnectionsController {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly setUp: SetUp,
    private readonly certificates: StoreCertificate,
    private readonly test: TestConnection,
  ) {}

  @Get()
  @Permission('connections:read')
  @Described('Every connection to OSO of the tenant', { 200: OsoConnectionList })
  async list(@Caller() { tenant }: Caller): Promise<OsoConnectionList> {
    const items = await this.database.tenant(tenant, (tx) => this.connections.list(tx, 'oso'));
    return { items: items.map(connectionView) };
  }

  @Post()
  @Permission('connections:write', 'conflict', 'invalid')
  @Described('A new connection, off unless told otherwise', { 201: OsoConnectionView })
  async create(
    @Caller() { tenant, actor }: Caller,
    @Body() input: OsoConnectionInput,
  ): Promise<OsoConnectionView> {
    return connectionView(await this.setUp.run({ tenant, actor, ...input }));
  }

  /** The ETag is the version; send it back as If-Match to change what you have seen. */
  @Get(':connection')
  @Permission('connections:read', 'missing')
  @Described('One connection; the ETag is its version', { 200: OsoConnectionView })
  async show(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OsoConnectionView> {
    const found = await this.database.tenant(tenant, (tx) => osoConnection(this.connections, tx, connection));
    response.setHeader('ETag', `"${found.version}"`);
    return connectionView(found);
  }

  @Put(':connection')
  @TakesIfMatch()
  @Permission('connections:write', 'missing', 'conflict', 'invalid')
  @Described('Changes a connection: all settings, as in the request', { 200: OsoConnectionView })
  async change(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Body() input: OsoConnectionInput,
    @IfMatch() version?: number,
  ): Promise<OsoConnectionView> {
    const change = { tenant, actor, connection, ...input };
    return connectionView(await this.setUp.run({ ...change, ...(version === undefined ? {} : { version }) }));
  }

  /** Pings the Traffic Center and tells how far it came: dns, tls, certificate, ping. */
  @Post(':connection/test')
  @HttpCode(200)
  @Permission('connections:read', 'missing')
  @Described('Pings the Traffic Center, step by step', { 200: ConnectionTestView })
  async ping(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
  ): Promise<ConnectionTestView> {
    return { steps: await this.test.run({ tenant, actor, connection }) };
  }

  @Get(':connection/certificate')
  @Permission('connections:read', 'missing')
  @Described('Every version of the certificate, without its key', { 200: OsoCertificateList })
  async versions(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
  ): Promise<OsoCertificateList> {
    return { items: (await this.certificates.list(tenant, connection)).map(certificateView) };
  }

  /** The supplier's certificate: it goes in here and never comes out. */
  @Put(':connection/certificate')
  @Permission('secrets:write', 'missing', 'invalid', 'too-large')
  @Described('Stores the supplier’s certificate; it never comes out again', { 200: StoredOsoCertificateView })
  async store(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Body() { file, password }: OsoCertificateInput,
  ): Promise<StoredOsoCertificateView> {
    const bytes = Buffer.from(file, 'base64');
    const { warnings, ...meta } = await this.certificates.run({
      tenant,
      actor,
      connection,
      password,
      file: bytes,
    });
    return { ...certificateView(meta), warnings };
  }

  /** Destroys a version for good. */
  @Delete(':connection/certificate/versions/:version')
  @HttpCode(204)
  @Permission('secrets:write', 'missing')
  @Described('Destroys a version for good', { 204: null })
  retire(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('version', ParseIntPipe) version: number,
  ): Promise<void> {
    return this.certificates.retire({ tenant, actor, connection }, version);
  }
}
