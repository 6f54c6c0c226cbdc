import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ControlListener, numbers, OsoSimulator, SAMPLE_KEY } from '@connectors/oso/simulator';
import type { Partner, RunningPartner } from './partner';

interface OsoOptions {
  readonly osoTcPort: number;
  readonly osoSchoolPort: number;
  readonly osoControlPort: number;
  readonly osoProfile: 'oso2017' | 'oso2018' | 'oso2021';
  readonly osoP12Dir?: string;
}

/** Published in docs/interfaces/oso.md; protects nothing. */
const P12_PASSWORD = 'geheim123';

/** The Traffic Center and a school's system on fixed ports. */
export const oso: Partner = {
  name: 'oso',
  describe,
  start: (options) => start(options as unknown as OsoOptions),
};

function describe(command: Command): void {
  const profiles = new Option('--oso-profile <profile>', 'OSO: version that is spoken');
  command
    .option('--oso-tc-port <port>', 'OSO: port of the Traffic Center (mutual TLS)', port, 8453)
    .option('--oso-school-port <port>', 'OSO: port of the Aanleverpunten (mutual TLS)', port, 8454)
    .option('--oso-control-port <port>', 'OSO: port of the control API', port, 8455)
    .addOption(profiles.choices(['oso2017', 'oso2018', 'oso2021']).default('oso2017'))
    .option('--oso-p12-dir <folder>', 'OSO: write ca.pem and one .p12 per supplier to this folder');
}

async function start(options: OsoOptions): Promise<RunningPartner> {
  const simulator = await OsoSimulator.start({
    profile: options.osoProfile,
    trafficCenterPort: options.osoTcPort,
    schoolPort: options.osoSchoolPort,
  });
  const control = new ControlListener(simulator);
  await control.open(options.osoControlPort);
  const files = options.osoP12Dir === undefined ? [] : writeCertificates(simulator, options.osoP12Dir);
  return {
    lines: [
      `Traffic Center    ${simulator.url}  (client certificate required)`,
      `Aanleverpunt      ${simulator.urlOf(simulator.register.point(0))}`,
      `Koppelsleutel     ${SAMPLE_KEY}`,
      `Control API       ${control.url}/sim/messages`,
      ...files.map((file) => `Certificate       ${file}`),
    ],
    stop: async () => {
      await control.close();
      await simulator.stop();
    },
  };
}

function writeCertificates({ certificates }: OsoSimulator, folder: string): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = [
    ['ca.pem', certificates.caPem],
    ['supplier-a.p12', certificates.supplierP12(numbers.A, P12_PASSWORD)],
    ['supplier-b.p12', certificates.supplierP12(numbers.B, P12_PASSWORD)],
  ] as const;
  return files.map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  });
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
