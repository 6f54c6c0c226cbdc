import { Described } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, UseGuards } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { StoreCredential } from '../use-cases/store-credential';
import { ConnectionGuard } from './connection.guard';
import { CredentialInput, PasswordInput } from './inputs';
import { CredentialList, StoredCredentialView } from './lists';
import { BASE, CredentialName, VersionNumber } from './path-parts';
import { credentialView, CredentialView } from './views';

const owner = {
  name: 'owner',
  description: '`central`, or the id of a user as in Acting-User',
  schema: { type: 'string' },
} as const;
const version = { name: 'version', schema: { type: 'integer', minimum: 1 } } as const;

/** Certificates and passwords: they go in here, and never come out. */
@ApiTags('kita-planer credentials')
@Controller(`${BASE}/:connection/credentials`)
@UseGuards(ConnectionGuard)
export class CredentialsController {
  constructor(private readonly credentials: StoreCredential) {}

  @Get()
  @Permission('connections:read', 'missing')
  @Described('Every version of every credential, without a secret', { 200: CredentialList })
  async list(@Caller() { tenant }: Caller, @Param('connection') connection: string): Promise<CredentialList> {
    return { items: (await this.credentials.list(tenant, connection)).map(credentialView) };
  }

  @Put(':owner')
  @ApiParam(owner)
  @Permission('secrets:write', 'malformed', 'missing', 'invalid', 'too-large')
  @Described('A new version, which takes over at once or at `validFrom`', { 200: StoredCredentialView })
  async store(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('owner', CredentialName) name: string,
    @Body() { file, filePassword, user, password, validFrom }: CredentialInput,
  ): Promise<StoredCredentialView> {
    const { warnings, ...meta } = await this.credentials.run({
      ...{ tenant, actor, connection, name, filePassword, user },
      file: Buffer.from(file, 'base64'),
      password: password ?? filePassword,
      ...(validFrom ? { validFrom } : {}),
    });
    return { ...credentialView(meta), warnings };
  }

  @Put(':owner/password')
  @ApiParam(owner)
  @Permission('secrets:write', 'malformed', 'missing')
  @Described('Replaces user and password of the interface; the certificate stays', { 200: CredentialView })
  async changePassword(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('owner', CredentialName) name: string,
    @Body() input: PasswordInput,
  ): Promise<CredentialView> {
    return credentialView(await this.credentials.changePassword({ tenant, actor, connection, name }, input));
  }

  @Post(':owner/versions/:version/unlock')
  @HttpCode(204)
  @ApiParam(owner)
  @ApiParam(version)
  @Permission('secrets:write', 'malformed', 'missing')
  @Described('Somebody has looked at a locked version (KP-Z11): it may be used again', { 204: null })
  unlock(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('owner', CredentialName) name: string,
    @Param('version', VersionNumber) number: number,
  ): Promise<void> {
    return this.credentials.unlock({ tenant, actor, connection, name }, number);
  }

  @Delete(':owner/versions/:version')
  @HttpCode(204)
  @ApiParam(owner)
  @ApiParam(version)
  @Permission('secrets:write', 'malformed', 'missing')
  @Described('Destroys a version for good', { 204: null })
  retire(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('owner', CredentialName) name: string,
    @Param('version', VersionNumber) number: number,
  ): Promise<void> {
    return this.credentials.retire({ tenant, actor, connection, name }, number);
  }
}
