import { InvalidArgumentError, Option, type Command } from 'commander';
import { profiles, SchulconnexSimulator, type Profile } from '@connectors/schulconnex/simulator';
import type { Partner, RunningPartner } from './partner';

interface SchulconnexOptions {
  readonly scPort: number;
  readonly scControlPort: number;
  readonly scProfile: Profile;
}

/** A Schulconnex service on fixed ports. */
export const schulconnex: Partner = {
  name: 'schulconnex',
  describe,
  start: (options) => start(options as unknown as SchulconnexOptions),
};

function describe(command: Command): void {
  command
    .option('--sc-port <port>', 'Schulconnex: port of the service (HTTPS)', port, 8473)
    .option('--sc-control-port <port>', 'Schulconnex: port of the control API', port, 8474)
    .addOption(
      new Option('--sc-profile <profile>', 'Schulconnex: what the service is like')
        .choices(profiles)
        .default('1.7'),
    );
}

async function start(options: SchulconnexOptions): Promise<RunningPartner> {
  const simulator = await SchulconnexSimulator.start({
    port: options.scPort,
    controlPort: options.scControlPort,
    profile: options.scProfile,
  });
  const [client] = simulator.clients;
  return {
    lines: [
      `Service           ${simulator.url}`,
      `Token endpoint    ${simulator.tokenUrl}`,
      `Source system     ${client?.clientId ?? ''} / ${client?.username ?? ''}`,
      `Control API       ${simulator.controlUrl}/_sim`,
    ],
    stop: () => simulator.stop(),
  };
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
