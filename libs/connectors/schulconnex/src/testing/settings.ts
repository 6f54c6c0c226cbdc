import { plainToInstance } from 'class-transformer';
import { SchulconnexSettings } from '../schulconnex.settings';

/** A connection of the school administration the simulator knows. */
export const sampleSettings = (parts: Partial<SchulconnexSettings> = {}): SchulconnexSettings =>
  plainToInstance(
    SchulconnexSettings,
    {
      baseUrl: 'https://127.0.0.1:8473/v1',
      tokenUrl: 'https://127.0.0.1:8473/token',
      clientId: 'schulverwaltung',
      username: 'musterschule',
      namespace: 'svs',
      ...parts,
    },
    { exposeDefaultValues: true },
  );
