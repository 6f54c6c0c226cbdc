import { contextOf } from '../keys/envelope';
import type { SecretRef } from './secret';

/** What both layers of a secret are bound to; `keyId` names the key of the layer. */
export const secretContext = (
  tenant: string,
  { connection, endpoint, purpose, name, version }: SecretRef & { readonly version: number },
  keyId: string,
): Buffer => contextOf(tenant, connection, endpoint, purpose, name, version, keyId);
