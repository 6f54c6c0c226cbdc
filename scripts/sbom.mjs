/**
 * Prints what is shipped as CycloneDX: `npm run --silent sbom > drehkreuz-VERSION.cdx.json`. Needs no network.
 *
 * npm writes the list; development packages are taken out here, because npm's own `--omit dev` also leaves out
 * much of what production needs. Ends with npm's exit code if that fails.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const { status, stdout } = spawnSync(
  'npm',
  ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only', '--offline'],
  {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 100_000_000,
    shell: process.platform === 'win32',
  },
);
if (status !== 0) process.exit(status ?? 1);

const bill = JSON.parse(stdout);
const components = bill.components.filter(isShipped);
const refs = new Set([bill.metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])]);
const dependencies = bill.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
console.log(JSON.stringify({ ...bill, components, dependencies }, null, 2));

function isShipped({ properties = [] }) {
  return !properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
}
