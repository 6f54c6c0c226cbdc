import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CENTRAL, ofUser } from '../use-cases/credentials';
import { StoreCredential } from '../use-cases/store-credential';
import { CredentialInput, PasswordInput } from './inputs';
import { BASE } from './paths';
import { credentialView, type CredentialView } from './views';

/** Certificates and passwords: they go in here, and never come out. */
@ApiTags('kita-planer credentials')
@Controller(`${BASE}/:connection/credentials`)
export class CredentialsController {
  constructor(private readonly credentials: StoreCredential) {}

  @Get()
  @Permission('connections:read', 'missing')
  async list(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
  ): Promise<{ items: CredentialView[] }> {
    return { items: (await this.credentials.list(tenant, connection)).map(credentialView) };
  }

  /** `owner` is `central` or the id of a user. A new version takes over at once, or at `validFrom`. */
  @Put(':owner')
  @Permission('secrets:write', 'missing', 'invalid', 'too-large')
  async store(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('owner') owner: string,
    @Body() { file, filePassword, user, password, validFrom }: CredentialInput,
  ): Promise<CredentialView & { warnings: readonly object[] }> {
    const { warnings, ...meta } = await this.credentials.run({
      ...{ tenant, actor, connection, name: nameOf(owner), filePassword, user },
      file: Buffer.from(file, 'base64'),
      password: password ?? filePassword,
      ...(validFrom ? { validFrom } : {}),
    });
    return { ...credentialView(meta), warnings };
  }

  /** Replaces user and password of the interface; the certificate stays. */
  @Put(':owner/password')
  @Permission('secrets:write', 'missing')
  async changePassword(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('owner') owner: string,
    @Body() input: PasswordInput,
  ): Promise<CredentialView> {
    return credentialView(
      await this.credentials.changePassword({ tenant, actor, connection, name: nameOf(owner) }, input),
    );
  }

  /** Somebody has looked at a locked version (KP-Z11): it may be used again. */
  @Post(':owner/versions/:version/unlock')
  @HttpCode(204)
  @Permission('secrets:write', 'missing')
  unlock(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('owner') owner: string,
    @Param('version', ParseIntPipe) version: number,
  ): Promise<void> {
    return this.credentials.unlock({ tenant, actor, connection, name: nameOf(owner) }, version);
  }

  /** Destroys a version for good. */
  @Delete(':owner/versions/:version')
  @HttpCode(204)
  @Permission('secrets:write', 'missing')
  retire(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('owner') owner: string,
    @Param('version', ParseIntPipe) version: number,
  ): Promise<void> {
    return this.credentials.retire({ tenant, actor, connection, name: nameOf(owner) }, version);
  }
}

const nameOf = (owner: string): string => (owner === CENTRAL ? CENTRAL : ofUser(owner));
