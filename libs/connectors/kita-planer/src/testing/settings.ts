import { plainToInstance } from 'class-transformer';
import { KitaPlanerSettings } from '../kita-planer.settings';

/** The Einrichtung that fits the sample records: two Kitas, two services, one group. */
export const sampleSettings = (parts: Partial<KitaPlanerSettings> = {}): KitaPlanerSettings =>
  plainToInstance(
    KitaPlanerSettings,
    {
      baseUrl: 'https://localhost:8443',
      traeger: '4711',
      areas: ['KITA'],
      services: [
        { service: 'KITA-8', valid: true, dailyHours: '8', ageGroup: '3-6' },
        { service: 'KITA-5', valid: true, dailyHours: '5' },
        { service: 'FRUEHDIENST', valid: false },
      ],
      units: [
        { unit: 'PIRATEN', kitaId: 'KITA-471' },
        { unit: 'LEUCHTTURM', kitaId: 'KITA-846' },
      ],
      groups: [{ group: 'G1', groupId: '1462' }],
      ...parts,
    },
    { exposeDefaultValues: true },
  );
