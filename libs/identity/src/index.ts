export { Caller } from './access/caller';
export { KeyExpired, PermissionDenied, TooManyAttempts, Unauthenticated } from './access/errors';
export { PERMISSIONS, type PermissionName } from './access/permission';
export { Permission } from './access/permission.decorator';
export { IdentityModule, identityStorage } from './identity.module';
export { ApiKeys, type IssuedKey, type KeyView, type NewKey } from './keys/api-keys';
export { KeyExpiryInvalid, KeyNotUsable } from './keys/errors';
