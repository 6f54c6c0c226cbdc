export type { CertificateFacts } from './p12/certificate-facts';
export { CertificateRefused, checkClientCertificate, type CertificateWarning } from './p12/check-client-certificate';
export type { ClientCertificate, P12Container } from './p12/client-certificate';
export { P12Refused, type P12Reason } from './p12/p12-refused';
export { readP12 } from './p12/read-p12';
export { SecretBuffer, SecretWiped } from './secrets/secret-buffer';
