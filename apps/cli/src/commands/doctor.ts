import { pendingMigrations } from '@gateway/database';
import type { Command } from 'commander';
import { Client } from 'pg';
import { storages, type GatewaySettings } from '../../../gateway/src';
import { print } from '../print';
import { withSettings } from '../session';

/** One thing that was looked at. `warning`: works, but not as production should. */
interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly advice: string;
}

/** `doctor`: says what is wrong with an installation, and what to do. */
export function describeDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at database, roles, keys and settings; exit code 1 if anything has failed')
    .option('--json')
    .action((options: { json?: boolean }) =>
      withSettings(async (settings) => {
        const findings = await examine(settings);
        print(
          findings.map((finding) => ({ ...finding })),
          options,
        );
        if (findings.some(({ state }) => state === 'failed')) process.exitCode = 1;
      }),
    );
}

async function examine(settings: GatewaySettings): Promise<Finding[]> {
  const client = new Client({ connectionString: settings.databaseUrl });
  await client.connect();
  try {
    return [
      await server(client),
      await durability(client),
      await login(client, settings),
      await tables(settings),
      vaultKey(settings),
      erasures(settings),
      node(),
    ];
  } finally {
    await client.end();
  }
}

async function server(client: Client): Promise<Finding> {
  const { rows } = await client.query<{ number: number }>(
    `select current_setting('server_version_num')::int as number`,
  );
  const major = Math.floor((rows[0]?.number ?? 0) / 10_000);
  const enough = major >= 15;
  return {
    what: `PostgreSQL ${major}`,
    state: enough ? 'ok' : 'failed',
    advice: enough ? '' : 'Use PostgreSQL 15 or newer',
  };
}

/** Promise D1 rests on these three. */
async function durability(client: Client): Promise<Finding> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')`,
  );
  const off = rows.filter(({ setting }) => setting === 'off').map(({ name }) => name);
  return {
    what: 'what is answered 202 survives a power cut',
    state: off.length === 0 ? 'ok' : 'failed',
    advice: off.length === 0 ? '' : `Switch on ${off.join(', ')}`,
  };
}

async function login(client: Client, { database, vault }: GatewaySettings): Promise<Finding> {
  const { rows } = await client.query<{ super: boolean; bypass: boolean; owns: boolean }>(
    `select rolsuper as super, rolbypassrls as bypass,
       exists (select from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace) as owns
     from pg_roles r where rolname = session_user`,
  );
  const { super: isSuper = false, bypass = false, owns = false } = rows[0] ?? {};
  const strong = isSuper || bypass || owns;
  const production = vault.NODE_ENV === 'production' && database.DATABASE_URL !== undefined;
  return {
    what: 'the login of the application owns nothing and bypasses nothing',
    state: strong ? (production ? 'failed' : 'warning') : 'ok',
    advice: strong
      ? 'Give DATABASE_URL a login that is only a member of drehkreuz_app, and DATABASE_ADMIN_URL the owner’s'
      : '',
  };
}

async function tables({ adminUrl }: GatewaySettings): Promise<Finding> {
  const pending = await pendingMigrations(adminUrl, storages);
  return {
    what: 'tables are those of this version',
    state: pending.length === 0 ? 'ok' : 'failed',
    advice: pending.length === 0 ? '' : `Run migrate: ${pending.length} missing`,
  };
}

function vaultKey({ vault }: GatewaySettings): Finding {
  const given = vault.VAULT_KEY_FILE !== undefined;
  return {
    what: 'the key-encryption key lies outside the database',
    state: given ? 'ok' : vault.NODE_ENV === 'production' ? 'failed' : 'warning',
    advice: given ? '' : 'Make a key file (vault new-key) and name it in VAULT_KEY_FILE',
  };
}

/** Without it, a restored backup brings back whoever was erased since. */
function erasures({ vault }: GatewaySettings): Finding {
  const remembered = vault.ERASURE_LEDGER_FILE !== undefined;
  return {
    what: 'who was erased is remembered outside the database',
    state: remembered ? 'ok' : 'warning',
    advice: remembered ? '' : 'Name a file on another disk in ERASURE_LEDGER_FILE',
  };
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return {
    what: `Node ${process.versions.node}`,
    state: !enough ? 'failed' : major < 22 ? 'warning' : 'ok',
    advice: major < 22 ? 'Node 20 gets no more fixes; use 24' : '',
  };
}
