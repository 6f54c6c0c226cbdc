import { setTimeout as sleep } from 'node:timers/promises';
import type { InterfaceDemo, Outcome, Ports } from './interface-demo';
import type { Rest } from './rest';
import { answers, expected, laterAnswers, schoolHas, serviceHas } from './sample-school';

const TENANT = 'Musterschule Nord (erfunden)';

/** Published with the simulator; protects nothing. */
const SECRETS = { clientSecret: 'client-geheimnis', password: 'passwort-der-musterschule' };

/** What a Schulconnex service makes of a school, every question answered by a script. */
export const schulconnex: InterfaceDemo = {
  title: 'Schulconnex: Synchronisation',
  tenants: [TENANT],
  ports: { service: 8473, control: 8474 },
  partner: (ports) => ({
    args: ['schulconnex', '--sc-port', String(ports.service), '--sc-control-port', String(ports.control)],
    readyUrl: `${controlOf(ports)}/_sim`,
    hosts: [`127.0.0.1:${ports.service}`],
  }),
  run: (as, { ports }) => synchronise(as(TENANT), controlOf(ports)),
};

const controlOf = ({ control }: Ports): string => `http://127.0.0.1:${control}`;

interface Run {
  readonly id: string;
  readonly state: string;
  readonly plan: number;
  readonly warnings: readonly object[];
}

interface Question {
  readonly nr: number;
  readonly key: string | null;
  readonly remoteId: string | null;
  readonly answers: readonly string[];
}

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

async function synchronise(rest: Rest, control: string): Promise<Outcome> {
  await fetch(`${control}/_sim/seed`, { method: 'POST', body: JSON.stringify(serviceHas) });
  const connection = await setUp(rest, control);
  await rest.post(`${connection}/source/snapshots`, schoolHas);
  const runs = `${connection}/synchronisations`;
  const started = await rest.post<Run>(runs, { selection: {} });
  const one = `${runs}/${started.id}`;
  const answered = new Map<string, number>();
  for (let run = await settled(rest, one); run.state.startsWith('deciding'); run = await settled(rest, one)) {
    if (!(await answerAll(rest, one, answered))) await confirm(rest, one, run);
  }
  const { counts } = await rest.get<{ counts: Counts }>(`${one}/report`);
  // The next one is left to whoever looks at the pages: its questions are open.
  await settled(rest, `${runs}/${(await rest.post<Run>(runs, { selection: {} })).id}`);
  const rows = Object.keys(KINDS).map((kind) => rowOf(kind, counts[kind] ?? {}));
  return {
    table: rows.map(({ shown }) => shown),
    results: rows.map(({ result }) => result),
    hints: [
      `curl -s -H "Authorization: Bearer $KEY" "$T${one}/report?format=text"`,
      `curl -s -H "Authorization: Bearer $KEY" "$T${one}/items?result=done"`,
      `curl -s -H "Authorization: Bearer $KEY" "$T${connection}/imports"`,
      `# What the service has now: curl -s ${control}/_sim`,
    ],
  };
}

async function setUp(rest: Rest, control: string): Promise<string> {
  const { url, tokenUrl } = (await (await fetch(`${control}/_sim`)).json()) as {
    readonly url: string;
    readonly tokenUrl: string;
  };
  const serverCa = await (await fetch(`${control}/_sim/ca.pem`)).text();
  const base = '/schulconnex/connections';
  const { id } = await rest.post<{ id: string }>(base, {
    ...{ name: 'Schulconnex', active: true },
    settings: {
      ...{ baseUrl: url, tokenUrl, serverCa, namespace: 'svs' },
      ...{ clientId: 'schulverwaltung', username: 'musterschule' },
    },
  });
  await rest.put(`${base}/${id}/credentials`, SECRETS);
  return `${base}/${id}`;
}

/** The run as soon as it waits for somebody, or is over. */
async function settled(rest: Rest, one: string): Promise<Run> {
  for (let tries = 0; tries < 600; tries++) {
    const run = await rest.get<Run>(one);
    if (/^(choosing|deciding-|done|failed|cancelled)/.test(run.state)) return run;
    await sleep(200);
  }
  throw new Error('The synchronisation does not come to an end');
}

/** Answers what the script knows, and has the plan made anew; false if there was nothing to answer. */
async function answerAll(rest: Rest, one: string, answered: Map<string, number>): Promise<boolean> {
  const questions = await rest.all<Question>(`${one}/questions`);
  const given = questions.flatMap(({ nr, key, remoteId, answers: possible }) => {
    const about = remoteId ?? key ?? '';
    const times = answered.get(about) ?? 0;
    const answer = [answers, laterAnswers][times]?.[about] as { answer: string } | undefined;
    if (!answer || !possible.includes(answer.answer)) return [];
    answered.set(about, times + 1);
    return [{ nr, ...answer }];
  });
  if (given.length === 0) return false;
  await rest.post(`${one}/answers`, { answers: given });
  await rest.post(`${one}/plan`);
  return true;
}

async function confirm(rest: Rest, one: string, { plan, warnings }: Run): Promise<void> {
  if (warnings.length > 0) await rest.post(`${one}/amounts-confirmation`, { plan });
  await rest.post(`${one}/confirmation`, { plan });
}

interface Row {
  readonly shown: Readonly<Record<string, unknown>>;
  readonly result: Outcome['results'][number];
}

function rowOf(kind: string, counts: Readonly<Record<string, number>>): Row {
  const wanted: Readonly<Record<string, number>> = expected[kind as keyof typeof expected];
  const asExpected = Object.entries(counts).every(([bucket, count]) => count === (wanted[bucket] ?? 0));
  return {
    shown: {
      Datensätze: KINDS[kind] ?? kind,
      ...Object.fromEntries(Object.entries(BUCKETS).map(([bucket, name]) => [name, counts[bucket] ?? 0])),
      'wie erwartet': asExpected ? 'ja' : 'NEIN',
    },
    result: { ...{ interface: 'schulconnex', tenant: TENANT, kind }, ...counts, asExpected },
  };
}

const KINDS: Readonly<Record<string, string>> = {
  person: 'Personen',
  context: 'Personenkontexte',
  group: 'Gruppen',
  membership: 'Gruppenzugehörigkeiten',
};

const BUCKETS: Readonly<Record<string, string>> = {
  updated: 'aktualisiert',
  unchanged: 'unverändert',
  created: 'angelegt',
  deleted: 'gelöscht',
  imported: 'zum Import',
  open: 'offen',
  declined: 'abgelehnt',
  conflict: 'Konflikt',
  failed: 'fehlgeschlagen',
  skipped: 'übersprungen',
};
