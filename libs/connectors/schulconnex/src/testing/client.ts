import type { Egress } from '@gateway/egress';
import { AccessTokens, type Grant } from '../protocol/access-tokens';
import { SchulconnexClient } from '../protocol/schulconnex.client';
import type { SchulconnexSimulator } from '../simulator';
import { transportTo } from './transport';

export interface ClientWishes {
  readonly grant?: Partial<Grant>;
  readonly password?: string;
  readonly clientSecret?: string;
  readonly clock?: () => number;
  /** Appended to the token endpoint's URL, e.g. `?profile=1.4`. */
  readonly tokenQuery?: string;
}

/** A client of a simulated service, logged in as its first registered source system unless told otherwise. */
export function aClient(
  egress: Egress,
  simulator: SchulconnexSimulator,
  wishes: ClientWishes = {},
): SchulconnexClient {
  return new SchulconnexClient(
    transportTo(egress, simulator, simulator.url),
    accessTokens(egress, simulator, wishes),
  );
}

export function accessTokens(
  egress: Egress,
  simulator: SchulconnexSimulator,
  { grant, password, clientSecret, clock, tokenQuery = '' }: ClientWishes = {},
): AccessTokens {
  const [registered] = simulator.clients;
  if (!registered) throw new Error('The simulator knows no source system');
  return new AccessTokens(
    transportTo(egress, simulator, simulator.tokenUrl + tokenQuery),
    {
      type: 'password',
      clientId: registered.clientId,
      clientAuthentication: 'basic',
      username: registered.username,
      ...grant,
    },
    (use) =>
      use({
        clientSecret: clientSecret ?? registered.clientSecret,
        password: password ?? registered.password,
      }),
    clock ? { clock } : {},
  );
}
