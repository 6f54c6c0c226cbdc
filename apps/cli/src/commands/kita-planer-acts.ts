import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import {
  ActOnRecords,
  CENTRAL,
  credentialView,
  ExportQueue,
  FinishFollowUp,
  KitaPlanerSettings,
  ofUser,
  PutBack,
  readCareRecords,
  Receive,
  RecheckRecords,
  SetUp,
  StoreCredential,
  type RecordAction,
} from '@connectors/kita-planer';
import { parseJson, toInput } from '@gateway/http';
import { InvalidArgumentError } from 'commander';
import { print } from '../print';
import { OPERATOR, withGateway, type Session } from '../session';

interface Json {
  readonly json?: boolean;
}

const AT_ONCE = 500;

export function setUp(
  tenant: string,
  name: string,
  file: string,
  { connection, active, json = false }: Json & { connection?: string; active?: boolean },
): Promise<void> {
  const settings = toInput(KitaPlanerSettings, parseJson(readFileSync(file, 'utf8')));
  return withGateway(async ({ get }) => {
    const saved = await get(SetUp).run({
      tenant,
      actor: OPERATOR,
      name,
      settings,
      ...(connection ? { connection } : {}),
      ...(active === undefined ? {} : { active }),
    });
    print({ id: saved.id, version: saved.version }, { json });
  });
}

/** Passwords come by standard input, because arguments can be read by everybody on the machine. */
export async function storeCredential(
  tenant: string,
  connection: string,
  owner: string,
  file: string,
  options: Json,
): Promise<void> {
  const given = parseJson(await text(process.stdin)) as Readonly<Record<string, unknown>>;
  const word = (name: string): string => {
    const value = given[name];
    if (typeof value !== 'string') throw new InvalidArgumentError(`Standard input must be JSON with ${name}`);
    return value;
  };
  await withGateway(async ({ get }) => {
    const { warnings, ...meta } = await get(StoreCredential).run({
      ...{ tenant, connection, actor: OPERATOR, name: nameOf(owner), file: readFileSync(file) },
      filePassword: word('filePassword'),
      user: word('user'),
      password: word('password'),
    });
    print({ ...credentialView(meta), warnings: warnings.map(({ code }) => code).join(' ') }, options);
  });
}

export const unlock = (tenant: string, connection: string, owner: string, version: string): Promise<void> =>
  withGateway(({ get }) =>
    get(StoreCredential).unlock(
      { tenant, connection, actor: OPERATOR, name: nameOf(owner) },
      Number(version),
    ),
  );

export function ingest(
  tenant: string,
  connection: string,
  file: string,
  { key, json = false }: Json & { key: string },
): Promise<void> {
  return withGateway(async ({ get }) => {
    const sums = { lines: 0, refusedLines: 0, accepted: 0, held: 0, unchanged: 0 };
    let part: unknown[] = [];
    for await (const line of createInterface({ input: createReadStream(file) })) {
      if (line.trim() === '') continue;
      part.push(parseJson(line));
      if (part.length < AT_ONCE) continue;
      await takePart(get, { tenant, connection, key, part }, sums);
      part = [];
    }
    if (part.length > 0) await takePart(get, { tenant, connection, key, part }, sums);
    print(sums, { json });
    if (sums.refusedLines > 0) process.exitCode = 1;
  });
}

async function takePart(
  get: Session['get'],
  {
    tenant,
    connection,
    key,
    part,
  }: { tenant: string; connection: string; key: string; part: readonly unknown[] },
  sums: Record<'lines' | 'refusedLines' | 'accepted' | 'held' | 'unchanged', number>,
): Promise<void> {
  const { records, complaints } = readCareRecords(part);
  for (const { pointer, code } of complaints.slice(0, 20))
    console.error(`${pointer} (from line ${sums.lines + 1}): ${code}`);
  const { children } = await get(Receive).batch({
    ...{ tenant, connection, actor: OPERATOR, cares: records, content: part },
    key: `${key}/${sums.lines}`,
    route: 'CLI ingest',
  });
  sums.lines += part.length;
  sums.refusedLines += part.length - records.length;
  for (const { result } of children.flatMap((child) => child.records)) sums[result] += 1;
}

export const runNow = (tenant: string, connection: string): Promise<void> =>
  withGateway(async ({ get }) => {
    const started = await get(ExportQueue).start(tenant, connection, OPERATOR);
    console.log(
      started ? 'The export begins as soon as a worker is free.' : 'An export is waiting to begin already.',
    );
  });

export function actOn(
  tenant: string,
  action: string,
  ids: string[],
  { reason, json = false }: Json & { reason: string },
): Promise<void> {
  const known: readonly RecordAction[] = ['resend', 'resolve', 'confirm', 'reopen'];
  const wanted = known.find((one) => one === action);
  if (!wanted) throw new InvalidArgumentError(`Use one of ${known.join(', ')}`);
  return withGateway(async ({ get }) => {
    const { done, skipped } = await get(ActOnRecords).run({
      tenant,
      actor: OPERATOR,
      action: wanted,
      ids,
      reason,
    });
    print(
      [
        ...done.map((id) => ({ id, result: 'done' })),
        ...skipped.map(({ id, because }) => ({ id, result: because })),
      ],
      { json },
    );
  });
}

export function putBack(tenant: string, ids: string[], { json = false }: Json): Promise<void> {
  return withGateway(async ({ get }) => {
    const { done, skipped } = await get(PutBack).run({ tenant, actor: OPERATOR, ids });
    print(
      [
        ...done.map(({ archived, record }) => ({ id: archived, result: record })),
        ...skipped.map(({ id, because }) => ({ id, result: because })),
      ],
      { json },
    );
  });
}

export const recheck = (tenant: string, connection: string): Promise<void> =>
  withGateway(async ({ get }) =>
    print(await get(RecheckRecords).run({ tenant, actor: OPERATOR, connection }), {}),
  );

export const followUpDone = (tenant: string, call: string): Promise<void> =>
  withGateway(async ({ get }) => {
    const done = await get(FinishFollowUp).run({ tenant, actor: OPERATOR, call });
    console.log(done ? 'Done.' : 'There is nothing open at this call.');
    if (!done) process.exitCode = 1;
  });

const nameOf = (owner: string): string => (owner === CENTRAL ? CENTRAL : ofUser(owner));
