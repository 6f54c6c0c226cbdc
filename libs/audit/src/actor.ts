/**
 * Who set something off.
 *
 * `id` is the id of an account, key or part of the system, never a person's name or mail address;
 * `auth` is the way it proved itself, e.g. `session`, `api-key`, `oidc`.
 */
export interface Actor {
  readonly type: 'user' | 'key' | 'operator' | 'system';
  readonly id: string;
  readonly auth?: string;
}
