import { plainToInstance } from 'class-transformer';
import { OsoSettings } from '../oso.settings';

/** A connection that trusts the simulator's school and nobody else. */
export const sampleSettings = (parts: Partial<OsoSettings> = {}): OsoSettings =>
  plainToInstance(
    OsoSettings,
    {
      trafficCenterUrl: 'https://127.0.0.1:8453/tc',
      recipients: [{ host: '127.0.0.1', organisationNumber: '00000003999999990000' }],
      allowedSenders: ['00000003999999990000'],
      ...parts,
    },
    { exposeDefaultValues: true },
  );
