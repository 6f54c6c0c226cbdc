import { GatewayError, type ErrorKind } from '@gateway/errors';

type ControlKind = Extract<
  ErrorKind,
  'malformed' | 'too-large' | 'invalid' | 'forbidden' | 'missing' | 'conflict'
>;

const STATUS: Readonly<Record<ControlKind, number>> = {
  malformed: 400,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  'too-large': 413,
  invalid: 422,
};

/** The control API cannot do what it was asked; shown to the developer at the other end. */
export class ControlProblem extends GatewayError {
  constructor(
    readonly kind: ControlKind,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  get status(): number {
    return STATUS[this.kind];
  }
}
