import { isUserId } from '@gateway/identity';
import { NotFound } from '@gateway/errors';
import { QueryInvalid } from '@gateway/http';
import { Injectable, type PipeTransform } from '@nestjs/common';
import { CENTRAL, ofUser } from '../use-cases/credentials';

/** Below `/api/v1`: one tenant's Kita-Planer. */
export const BASE = 'tenants/:tenant/kita-planer/connections';

/** The name under which a credential is kept, from `central` or the id of a user in the path. @throws {QueryInvalid} */
@Injectable()
export class CredentialName implements PipeTransform<string, string> {
  transform(owner: string): string {
    if (owner === CENTRAL) return CENTRAL;
    if (!isUserId(owner))
      throw new QueryInvalid('The owner is central, or the id of a user as in Acting-User', 'owner');
    return ofUser(owner);
  }
}

/** The number of a version. What cannot be one is simply unknown. @throws {NotFound} */
@Injectable()
export class VersionNumber implements PipeTransform<string, number> {
  transform(text: string): number {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new NotFound('version', text);
    return Number(text);
  }
}
