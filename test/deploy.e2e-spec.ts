import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

describe('docker-compose.yml', () => {
  const { services, secrets } = parse(readFileSync('docker-compose.yml', 'utf8'), {
    merge: true,
    strict: true,
    uniqueKeys: true,
  }) as Compose;
  const all = Object.entries(services);

  it('starts the database, every process of the gateway and the migrations before them', () => {
    expect(Object.keys(services)).toEqual(['postgres', 'migrate', 'api', 'worker', 'sealer']);
    expect(services.migrate?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    for (const name of ['api', 'worker', 'sealer'])
      expect(services[name]?.depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
      });
  });

  it.each(all)('%s runs without root, on a file system it cannot change', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(['node', 'postgres']).toContain(service.user);
  });

  it('has no default for a secret, and says what is missing', () => {
    for (const [name, { file }] of Object.entries(secrets))
      expect(file).toMatch(new RegExp(`^\\$\\{SECRETS:\\?[^}]+\\}/${name}$`));
    expect(readFileSync('docker-compose.yml', 'utf8')).not.toMatch(/PASSWORD(?!_FILE)/);
  });

  it('gives every process only the secrets it reads, and the owner’s password to nobody who keeps running', () => {
    const ofGateway = all.filter(([name]) => name !== 'postgres');
    for (const [, { command = [], environment = {}, secrets: given = [] }] of ofGateway) {
      const read = `${command.join(' ')} ${Object.values(environment).join(' ')}`.match(
        /(?<=\/run\/secrets\/)\w+/g,
      );
      expect([...new Set(read)].sort()).toEqual([...given].sort());
    }
    expect(ofGateway.filter(([, service]) => service.secrets?.includes('owner_password'))).toEqual([
      ['migrate', expect.anything()],
    ]);
  });

  it('shows the API to this machine alone', () => {
    expect(all.flatMap(([, { ports = [] }]) => ports)).toEqual(['127.0.0.1:${PORT:-3000}:3000']);
  });

  it('names only variables the gateway knows', () => {
    const sources = ['apps', 'libs']
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
      )
      .filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts'))
      .flatMap((file) => readFileSync(file, 'utf8').match(/(?<=readonly )[A-Z][A-Z_]+(?=[?!:])/g) ?? []);
    const named = all
      .filter(([name]) => name !== 'postgres')
      .flatMap(([, { environment = {} }]) => Object.keys(environment));
    for (const variable of named) expect(sources).toContain(variable);
  });

  it('uses nothing of the project that is not there', () => {
    const copied = readFileSync('Dockerfile', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1));
    const mounted = all.flatMap(([, { volumes = [] }]) => volumes).filter((path) => path.startsWith('./'));
    for (const path of [...copied, ...mounted.map((volume) => volume.split(':')[0] ?? '')])
      expect({ path, there: existsSync(path) }).toEqual({ path, there: true });
  });
});
