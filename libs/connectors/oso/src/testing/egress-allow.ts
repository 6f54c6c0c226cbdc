import type { OsoSimulator } from '../simulator';

/** What the environment must say, so that the gateway may call the simulator. */
export const egressAllow = ({ trafficCenter, schools }: OsoSimulator): string =>
  [trafficCenter, schools]
    .map(({ origin }) => new URL(origin).port)
    .flatMap((port) => [`127.0.0.1:${port}`, `localhost:${port}`])
    .map((host) => `${host}=127.0.0.0/8,::1/128`)
    .join(' ');
