export { ErasureLedger } from './erasure/erasure-ledger';
export { developmentKeys } from './keys/development-keys';
export { KeyFile, newKeyLine } from './keys/key-file';
export { KEY_PROVIDER, type KeyHealth, type KeyProvider, type WrappedKey } from './keys/key-provider';
export { KeyRotation, type Rewrapped } from './keys/key-rotation';
export { TenantKeys } from './keys/tenant-keys';
export {
  DevelopmentKeyRefused,
  KeyFileRefused,
  KeyInUse,
  SealBroken,
  VaultSealed,
} from './keys/vault-errors';
export { certificateFacts, type CertificateFacts } from './p12/certificate-facts';
export { certificateSecret, type CertificateSecret } from './p12/certificate-secret';
export {
  CertificateRefused,
  checkClientCertificate,
  type CertificateWarning,
} from './p12/check-client-certificate';
export type { ClientCertificate, P12Container } from './p12/client-certificate';
export { P12Refused, type P12Reason } from './p12/p12-refused';
export { readP12 } from './p12/read-p12';
export { Payloads, SubjectErased, type PlainPayload, type SealedPayload } from './payloads/payloads';
export { SubjectKeys } from './payloads/subject-keys';
export type { TenantDigests } from './payloads/tenant-digests';
export {
  EXPIRY_ALARMS,
  expiringSecrets,
  expiryAlarm,
  newExpiryAlarms,
  type ExpiringSecret,
  type ExpiryAlarm,
} from './secrets/expiry';
export {
  ACCESS_RECORDER,
  type AccessRecorder,
  type SecretAccess,
  type SecretDescription,
  type SecretMeta,
  type SecretOptions,
  type SecretRef,
  type SecretUse,
} from './secrets/secret';
export { SecretBuffer, SecretWiped } from './secrets/secret-buffer';
export { AccessNotRecorded, SecretExpired, SecretLocked } from './secrets/secret-errors';
export { Vault } from './secrets/vault';
export { VaultConfig } from './vault.config';
export { VaultModule } from './vault.module';
export { vaultStorage } from './storage/vault.storage';
