import { readFileSync } from 'node:fs';
import {
  DirectSynchronisation,
  planItemView,
  ReadSynchronisation,
  readAnswers,
  synchronisationView,
} from '@connectors/schulconnex';
import { parseJson } from '@gateway/http';
import { InvalidArgumentError, type Command } from 'commander';
import { print } from '../print';
import { OPERATOR, withGateway, type Session } from '../session';

interface Json {
  readonly json?: boolean;
}

/** `schulconnex`: synchronisations of a school, for operators at the shell. A running gateway does the work. */
export function describeSchulconnex(program: Command): void {
  const schulconnex = program.command('schulconnex').description('Schulconnex: synchronisations');
  describeStart(schulconnex);
  describeDecisions(schulconnex);
  describeLists(schulconnex);
}

function describeStart(schulconnex: Command): void {
  schulconnex
    .command('start')
    .description('start a synchronisation of everybody, or of some groups and roles; its id is printed')
    .arguments('<tenant> <connection>')
    .option('--dry-run', 'stop after the plan')
    .option('--unattended', 'go on where a plan asks nothing and warns of nothing')
    .option('--school-year', 'change of the school year: ask about every group that goes on')
    .option('--groups <keys>', 'only these groups and their members, separated by commas')
    .option('--roles <codes>', 'only holders of these roles, e.g. Lehr, separated by commas')
    .option('--json')
    .action(start);
  schulconnex
    .command('cancel')
    .description('call a synchronisation off; what is written stays written')
    .arguments('<tenant> <connection> <synchronisation>')
    .action((...[tenant, connection, id]: [string, string, string]) =>
      direct(tenant, connection, (acts, by) => acts.cancel(by, id)),
    );
}

function describeDecisions(schulconnex: Command): void {
  schulconnex
    .command('answer')
    .description(
      'answers from a JSON file: [{"nr": 3, "answer": "same", "candidate": "S-1"}, …]; then plan anew',
    )
    .arguments('<tenant> <connection> <synchronisation> <file>')
    .action(answer);
  schulconnex
    .command('accept')
    .description('accepts what is proposed for groups after a change of the school year; then plans anew')
    .arguments('<tenant> <connection> <synchronisation> <plan>')
    .action(accept);
  schulconnex
    .command('confirm')
    .description('confirm a plan by its number: it is written')
    .arguments('<tenant> <connection> <synchronisation> <plan>')
    .option('--amounts', 'confirm unusual amounts instead, before the plan itself')
    .action(confirm);
}

function describeLists(schulconnex: Command): void {
  const one = (name: string, what: string): Command =>
    schulconnex.command(name).description(what).arguments('<tenant> <connection> <synchronisation>');
  schulconnex
    .command('list')
    .description('synchronisations, newest first')
    .arguments('<tenant> <connection>')
    .option('--limit <n>', 'rows', rowsFrom, 20)
    .option('--json')
    .action(list);
  one('show', 'one synchronisation and how far it is').option('--json').action(show);
  one('questions', 'what people have to decide')
    .option('--limit <n>', 'rows', rowsFrom, 50)
    .option('--json')
    .action(questions);
  one('items', 'the plan, and what became of it')
    .option('--limit <n>', 'rows', rowsFrom, 50)
    .option('--after <nr>', 'behind this number', Number, 0)
    .option('--standing <word>')
    .option('--result <word>')
    .option('--json')
    .action(items);
  one('report', 'what became of everybody')
    .option('--json')
    .option('--language <code>', 'de, en, nl', 'de')
    .action(report);
}

interface StartOptions extends Json {
  readonly dryRun?: boolean;
  readonly unattended?: boolean;
  readonly schoolYear?: boolean;
  readonly groups?: string;
  readonly roles?: string;
}

const start = (tenant: string, connection: string, options: StartOptions): Promise<void> => {
  const { dryRun = false, unattended = false, schoolYear = false, groups, roles, json = false } = options;
  const selection = {
    ...(groups !== undefined && { groups: groups.split(',') }),
    ...(roles !== undefined && { roles: roles.split(',') }),
  };
  return direct(
    tenant,
    connection,
    (acts, by) => acts.start(by, { dryRun, unattended, schoolYear, selection }),
    json,
  );
};

type By = Parameters<DirectSynchronisation['start']>[0];

const direct = (
  tenant: string,
  connection: string,
  act: (acts: DirectSynchronisation, by: By) => ReturnType<DirectSynchronisation['start']>,
  json = false,
): Promise<void> =>
  withGateway(async ({ get }) => {
    const { id, state, plan } = await act(get(DirectSynchronisation), {
      tenant,
      connection,
      actor: OPERATOR,
    });
    print({ id, state, plan }, { json });
  });

const answer = (tenant: string, connection: string, id: string, file: string): Promise<void> => {
  const given = readAnswers(parseJson(readFileSync(file, 'utf8')));
  return direct(tenant, connection, async (acts, by) => {
    await acts.answer(by, id, given);
    return acts.replan(by, id);
  });
};

const accept = (tenant: string, connection: string, id: string, plan: string): Promise<void> =>
  direct(tenant, connection, async (acts, by) => {
    await acts.acceptProposals(by, id, rowsFrom(plan));
    return acts.replan(by, id);
  });

function confirm(
  tenant: string,
  connection: string,
  id: string,
  plan: string,
  { amounts = false }: { readonly amounts?: boolean },
): Promise<void> {
  const number = rowsFrom(plan);
  return direct(tenant, connection, (acts, by) =>
    amounts ? acts.confirmAmounts(by, id, number) : acts.confirm(by, id, number),
  );
}

const look = (options: Json, ask: (get: Session['get']) => Promise<readonly object[]>): Promise<void> =>
  withGateway(async ({ get }) => {
    print(
      (await ask(get)).map((row) => ({ ...row })),
      options,
    );
  });

const list = (
  tenant: string,
  connection: string,
  { limit, ...options }: Json & { limit: number },
): Promise<void> =>
  look(options, async (get) => {
    const found = await get(ReadSynchronisation).page({ tenant, connection }, { limit });
    return found.map(synchronisationView).map(({ id, state, step, plan, code, startedAt, endedAt }) => ({
      id,
      state,
      step,
      plan,
      code,
      startedAt,
      endedAt,
    }));
  });

const show = (tenant: string, connection: string, id: string, { json = false }: Json): Promise<void> =>
  withGateway(async ({ get }) => {
    print(
      { ...synchronisationView(await get(ReadSynchronisation).one({ tenant, connection }, id)) },
      { json },
    );
  });

const questions = (
  tenant: string,
  connection: string,
  id: string,
  { limit, ...options }: Json & { limit: number },
): Promise<void> =>
  look(options, async (get) => {
    const found = await get(ReadSynchronisation).items({ tenant, connection }, id, {
      questions: true,
      limit,
    });
    return found
      .map(planItemView)
      .map(({ nr, resource, case: number, because, key, remoteId, candidates = [], answers }) => ({
        ...{ nr, resource, case: number, because, key, remoteId },
        ...{ candidates: candidates.join(' '), answers: answers.join(' ') },
      }));
  });

interface ItemOptions extends Json {
  readonly limit: number;
  readonly after: number;
  readonly standing?: string;
  readonly result?: string;
}

const items = (
  tenant: string,
  connection: string,
  id: string,
  { limit, after, standing, result, ...options }: ItemOptions,
): Promise<void> =>
  look(options, async (get) => {
    const found = await get(ReadSynchronisation).items({ tenant, connection }, id, {
      ...{ limit, after },
      ...(standing !== undefined && { standings: [standing] }),
      ...(result !== undefined && { result }),
    });
    return found
      .map(planItemView)
      .map(({ nr, resource, operation, standing: stands, because, key, remoteId, ...row }) => ({
        ...{
          nr,
          resource,
          operation,
          standing: stands,
          because,
          key,
          remoteId,
          result: row.result,
          code: row.code,
        },
      }));
  });

const report = (
  tenant: string,
  connection: string,
  id: string,
  { json = false, language }: Json & { readonly language: string },
): Promise<void> =>
  withGateway(async ({ get }) => {
    const reading = get(ReadSynchronisation);
    const whose = { tenant, connection };
    if (json) print({ ...(await reading.report(whose, id)) }, { json });
    else console.log(await reading.reportText(whose, id, languageFrom(language)));
  });

function languageFrom(text: string): 'de' | 'en' | 'nl' {
  if (text === 'de' || text === 'en' || text === 'nl') return text;
  throw new InvalidArgumentError('Use de, en or nl');
}

function rowsFrom(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('Use a whole number from 1 to 99999');
  return Number(text);
}
