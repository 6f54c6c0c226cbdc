import { GatewayError, type ErrorKind } from '@gateway/errors';

/** Why a certificate file was not taken. `detail` names an algorithm or a count, never content. */
export type P12Reason =
  | 'P12_PASSWORD_WRONG'
  | 'P12_DAMAGED'
  | 'P12_UNSUPPORTED'
  | 'P12_TOO_COSTLY'
  | 'P12_KEY_MISSING'
  | 'P12_AMBIGUOUS'
  | 'P12_KEY_MISMATCH'
  | 'P12_TOO_LARGE';

/** The file as a whole is at fault, so there is no `field`. `facts.kp` is the Kita-Planer dossier's code (3.8). */
export class P12Refused extends GatewayError {
  readonly kind: ErrorKind;

  constructor(
    readonly code: P12Reason,
    detail?: string,
  ) {
    const { kp, message } = REASONS[code];
    super(detail === undefined ? message : `${message}: ${detail}`, {
      ...(kp === undefined ? {} : { kp }),
      ...(detail === undefined ? {} : { detail }),
    });
    this.kind = code === 'P12_TOO_LARGE' ? 'too-large' : 'invalid';
  }
}

const REASONS: Readonly<Record<P12Reason, { readonly kp?: string; readonly message: string }>> = {
  P12_PASSWORD_WRONG: { kp: 'KP-Z02', message: 'The password does not open the certificate file' },
  P12_DAMAGED: { kp: 'KP-Z03', message: 'The file is not a complete PKCS#12 container' },
  P12_UNSUPPORTED: { kp: 'KP-Z04', message: 'The certificate file uses something we do not read' },
  P12_TOO_COSTLY: { kp: 'KP-Z04', message: 'The certificate file takes too much work to open' },
  P12_KEY_MISSING: { kp: 'KP-Z05', message: 'The certificate file holds no private key' },
  P12_AMBIGUOUS: { kp: 'KP-Z05', message: 'The certificate file holds more than one private key' },
  P12_KEY_MISMATCH: { kp: 'KP-Z05', message: 'No certificate in the file belongs to its private key' },
  P12_TOO_LARGE: { message: 'The certificate file is larger than 100 kB' },
};
