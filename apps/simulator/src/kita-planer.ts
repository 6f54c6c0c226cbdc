import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { DEFAULT_MODE, KitaPlanerSimulator, type Mode } from '@connectors/kita-planer/simulator';
import type { Partner, RunningPartner } from './partner';

interface KitaPlanerOptions {
  readonly kpPort: number;
  readonly kpControlPort: number;
  readonly kpStrictTls?: boolean;
  readonly kpStammdaten: Mode['stammdaten'];
  readonly kpDuplikat: Mode['duplikat'];
  readonly kpUnbekannteKinder: Mode['unbekannteKinder'];
  readonly kpBehalten: number;
  readonly kpP12Dir?: string;
}

/** Published in docs/simulators.md; protects nothing. */
const P12_PASSWORD = 'geheim123';

/** The Kita-Planer 2 on fixed ports. */
export const kitaPlaner: Partner = {
  name: 'kita-planer',
  describe,
  start: (options) => start(options as unknown as KitaPlanerOptions),
};

function describe(command: Command): void {
  command
    .option('--kp-port <port>', 'Kita-Planer: port of the Webschnittstelle (mutual TLS)', port, 8443)
    .option('--kp-control-port <port>', 'Kita-Planer: port of control API and Träger-Ansicht', port, 8444)
    .option('--kp-strict-tls', 'Kita-Planer: refuse bad client certificates in the handshake')
    .addOption(choice('--kp-stammdaten <mode>', ['ignorieren', 'ablehnen'], DEFAULT_MODE.stammdaten))
    .addOption(choice('--kp-duplikat <mode>', ['neu', 'replay', 'ablehnen'], DEFAULT_MODE.duplikat))
    .addOption(
      choice('--kp-unbekannte-kinder <mode>', ['anlegen', 'ablehnen'], DEFAULT_MODE.unbekannteKinder),
    )
    .option('--kp-behalten <n>', 'Kita-Planer: how many Datenquellen are kept', count, 1_000)
    .option('--kp-p12-dir <folder>', 'Kita-Planer: write ca.pem and one .p12 per Träger to this folder');
}

const choice = (flags: string, choices: readonly string[], preset: string): Option =>
  new Option(flags, 'Kita-Planer: see docs/simulators.md').choices(choices).default(preset);

async function start(options: KitaPlanerOptions): Promise<RunningPartner> {
  const simulator = await KitaPlanerSimulator.start({
    port: options.kpPort,
    controlPort: options.kpControlPort,
    strictTls: options.kpStrictTls ?? false,
    behalten: options.kpBehalten,
    mode: {
      stammdaten: options.kpStammdaten,
      duplikat: options.kpDuplikat,
      unbekannteKinder: options.kpUnbekannteKinder,
    },
  });
  const files = options.kpP12Dir === undefined ? [] : writeCertificates(simulator, options.kpP12Dir);
  return {
    lines: [
      `Webschnittstelle  ${simulator.importUrl}  (client certificate required)`,
      `Träger-Ansicht    ${simulator.controlUrl}/traeger-ansicht`,
      `Control API       ${simulator.controlUrl}/sim/zustand`,
      ...files.map((file) => `Certificate       ${file}`),
    ],
    stop: () => simulator.stop(),
  };
}

function writeCertificates(simulator: KitaPlanerSimulator, folder: string): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const clients = [...simulator.portal.traeger.keys()].map(
    (kennung) =>
      [`traeger-${kennung}.p12`, simulator.clientP12(`traeger-${kennung}`, P12_PASSWORD).p12] as const,
  );
  return [['ca.pem', simulator.certificates.caPem] as const, ...clients].map(([name, content]) => {
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

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('Expected a number of at least 1.');
}
