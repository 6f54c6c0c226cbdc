import { GatewayError } from '@gateway/errors';

/** Something sealed needs a key this process was not given: an operator must provide it. */
export class VaultSealed extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'VAULT_SEALED';

  constructor(keyId: string) {
    super(`The vault is sealed: key ${keyId} is missing`, { keyId });
  }
}

/** A sealed value was altered, or taken from another place. Where it came from does not matter here. */
export class SealBroken extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'VAULT_SEAL_BROKEN';

  constructor() {
    super('A sealed value was altered or belongs to another place');
  }
}

/** The key file cannot be used. Neither its content nor a part of it is ever told. */
export class KeyFileRefused extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'VAULT_KEY_FILE_REFUSED';

  constructor(reason: string) {
    super(`The key file of the vault cannot be used: ${reason}`, { reason });
  }
}

/** The development key is known to everybody. */
export class DevelopmentKeyRefused extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'VAULT_DEVELOPMENT_KEY_REFUSED';

  constructor() {
    super('In production the vault needs a key file: set VAULT_KEY_FILE');
  }
}

/** A key something still depends on. */
export class KeyInUse extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'VAULT_KEY_IN_USE';

  constructor(
    facts:
      | { readonly keyId: string; readonly tenantKeys: number }
      | { readonly keyId: string; readonly people: number }
      | { readonly keyId: string; readonly current: true },
  ) {
    super(`Key ${facts.keyId} is still in use`, facts);
  }
}
