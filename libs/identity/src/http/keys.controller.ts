import { Database } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller';
import type { PermissionName } from '../access/permission';
import { Permission } from '../access/permission.decorator';
import { ApiKeys } from '../keys/api-keys';
import { Described } from './described';
import { NewKeyInput } from './inputs';
import { ApiKeyList, apiKeyView, IssuedKeyView } from './views';

/** Nobody gives away more than they have. */
class ScopeNotYours extends GatewayError {
  readonly kind = 'forbidden';
  readonly code = 'SCOPE_NOT_YOURS';

  constructor(permission: string) {
    super('A key cannot be given what its maker may not do', { permission }, { field: '/scopes' });
  }
}

/** The keys of a tenant's software. */
@ApiTags('keys')
@Controller('tenants/:tenant/keys')
export class KeysController {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeys,
  ) {}

  @Get()
  @Permission('keys:write')
  @Described('Every key, newest first, also those that have ended', { 200: ApiKeyList })
  async list(@Caller() { tenant }: Caller): Promise<ApiKeyList> {
    const keys = await this.database.tenant(tenant, (tx) => this.keys.list(tx));
    return { items: keys.map(apiKeyView) };
  }

  @Post()
  @Permission('keys:write', 'invalid')
  @Described('A new key; its token is shown once', { 201: IssuedKeyView })
  async create(
    @Caller() { tenant, actor, permissions }: Caller,
    @Body() { name, scopes, expiresAt }: NewKeyInput,
  ): Promise<IssuedKeyView> {
    requireScopes(permissions, scopes);
    const wish = { tenant, name, scopes, ...(expiresAt ? { expiresAt: new Date(expiresAt) } : {}) };
    const issued = await this.database.tenant(tenant, (tx) => this.keys.create(tx, actor, wish));
    return { key: apiKeyView(issued.key), token: issued.token };
  }

  @Post(':key/rotate')
  @Permission('keys:write', 'missing', 'conflict')
  @Described('A successor with the same scopes; the old key goes on for a day', { 201: IssuedKeyView })
  async rotate(
    @Caller() { tenant, actor, permissions }: Caller,
    @Param('key') key: string,
  ): Promise<IssuedKeyView> {
    const issued = await this.database.tenant(tenant, async (tx) => {
      const next = await this.keys.rotate(tx, actor, key);
      requireScopes(permissions, next.key.scopes);
      return next;
    });
    return { key: apiKeyView(issued.key), token: issued.token };
  }

  @Delete(':key')
  @HttpCode(204)
  @Permission('keys:write', 'missing')
  @Described('Ends a key at once', { 204: null })
  revoke(@Caller() { tenant, actor }: Caller, @Param('key') key: string): Promise<void> {
    return this.database.tenant(tenant, (tx) => this.keys.revoke(tx, actor, key));
  }
}

/** Handing in records is for software alone, so whoever makes keys may give that away. */
const FOR_SOFTWARE: PermissionName = 'records:write';

function requireScopes(permissions: ReadonlySet<string>, scopes: readonly string[]): void {
  const foreign = scopes.find((scope) => scope !== FOR_SOFTWARE && !permissions.has(scope));
  if (foreign !== undefined) throw new ScopeNotYours(foreign);
}
