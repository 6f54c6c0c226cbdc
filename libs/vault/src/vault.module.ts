import { Module, type DynamicModule, type ModuleMetadata, type Type } from '@nestjs/common';
import { ErasureLedger } from './erasure/erasure-ledger';
import { developmentKeys } from './keys/development-keys';
import { KeyFile } from './keys/key-file';
import { KEY_PROVIDER, type KeyProvider } from './keys/key-provider';
import { KeyRotation } from './keys/key-rotation';
import { TenantKeys } from './keys/tenant-keys';
import { Payloads } from './payloads/payloads';
import { SubjectKeys } from './payloads/subject-keys';
import { ACCESS_RECORDER, type AccessRecorder } from './secrets/secret';
import { Vault } from './secrets/vault';
import { VaultConfig } from './vault.config';

/**
 * Needs `Database` and `VaultConfig`. Imported as it is, it seals and opens payloads but releases no secret: that
 * takes somebody who writes accesses down, see `recordingTo`.
 */
@Module({
  providers: [
    {
      provide: KEY_PROVIDER,
      inject: [VaultConfig],
      useFactory: async ({ VAULT_KEY_FILE, NODE_ENV }: VaultConfig): Promise<KeyProvider> =>
        VAULT_KEY_FILE === undefined ? developmentKeys(NODE_ENV) : await KeyFile.open(VAULT_KEY_FILE),
    },
    TenantKeys,
    SubjectKeys,
    ErasureLedger,
    Payloads,
    KeyRotation,
    Vault,
  ],
  exports: [KEY_PROVIDER, ErasureLedger, Payloads, KeyRotation, Vault],
})
export class VaultModule {
  /** @param recorder a provider exported by one of `imports`; every access to a secret goes through it */
  static recordingTo(
    recorder: Type<AccessRecorder>,
    imports: NonNullable<ModuleMetadata['imports']>,
  ): DynamicModule {
    return {
      module: VaultModule,
      imports,
      providers: [{ provide: ACCESS_RECORDER, useExisting: recorder }],
    };
  }
}
