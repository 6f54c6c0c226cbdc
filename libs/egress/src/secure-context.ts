import { createSecureContext, type SecureContext } from 'node:tls';
import type { Endpoint } from './endpoint';

/** ECDHE and AEAD only, keys of at least 112 bits of security (RSA 2048), no SHA-1 signatures. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  '@SECLEVEL=2',
].join(':');

/** TLS 1.2 or later as BSI TR-02102-2 and the Dutch NCSC ask for, with the endpoint's own credential and trust. */
export const secureContextFor = ({ client, ca, crl }: Endpoint): SecureContext =>
  createSecureContext({
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    ...(client && { key: client.keyPem, cert: client.chainPem }),
    ...(ca && { ca }),
    ...(crl && { crl }),
  });
