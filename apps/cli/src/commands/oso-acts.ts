import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import {
  accountFrom,
  ActOnFeedback,
  certificateView,
  FetchDossier,
  feedbackView,
  noticeView,
  OsoSettings,
  ReadFeedback,
  RequestFeedback,
  SetUp,
  StoreCertificate,
  TestConnection,
  type ActOnFeedbackInput,
  type FeedbackView,
} from '@connectors/oso';
import { parseJson, toInput } from '@gateway/http';
import { InvalidArgumentError } from 'commander';
import { print } from '../print';
import { OPERATOR, withGateway, type Session } from '../session';

interface Json {
  readonly json?: boolean;
}

/** Whoever has something exchanged with OSO is on record, also when an operator types it. */
interface Ordered extends Json {
  readonly account: string;
}

export function setUp(
  tenant: string,
  name: string,
  file: string,
  { connection, active, json = false }: Json & { connection?: string; active?: boolean },
): Promise<void> {
  const settings = toInput(OsoSettings, parseJson(readFileSync(file, 'utf8')));
  return withGateway(async ({ get }) => {
    const saved = await get(SetUp).run({
      ...{ tenant, actor: OPERATOR, name, settings },
      ...(connection ? { connection } : {}),
      ...(active === undefined ? {} : { active }),
    });
    print({ id: saved.id, version: saved.version }, { json });
  });
}

/** The password comes by standard input, because arguments can be read by everybody on the machine. */
export async function storeCertificate(
  tenant: string,
  connection: string,
  file: string,
  options: Json,
): Promise<void> {
  const { password } = parseJson(await text(process.stdin)) as { readonly password?: unknown };
  if (typeof password !== 'string')
    throw new InvalidArgumentError('Standard input must be JSON with password');
  await withGateway(async ({ get }) => {
    const { warnings, ...meta } = await get(StoreCertificate).run({
      ...{ tenant, connection, actor: OPERATOR, file: readFileSync(file), password },
    });
    print({ ...certificateView(meta), warnings: warnings.map(({ code }) => code).join(' ') }, options);
  });
}

/** Each step of the ping; the first that failed says what is wrong. */
export const ping = (tenant: string, connection: string, options: Json): Promise<void> =>
  withGateway(async ({ get }) => {
    const steps = await get(TestConnection).run({ tenant, connection, actor: OPERATOR });
    print(
      steps.map((step) => ({ ...step })),
      options,
    );
    if (steps.some(({ result }) => result !== 'ok')) process.exitCode = 1;
  });

/** Sends what is in the file and waits for its end; ends with 1 unless the school has confirmed it. */
export const request = (
  tenant: string,
  connection: string,
  file: string,
  { key, account, ...options }: Ordered & { key: string },
): Promise<void> => {
  const content = parseJson(readFileSync(file, 'utf8'));
  const actor = accountFrom(account, 'shell');
  return withGateway(async ({ get }) => {
    const { id } = await get(RequestFeedback).run({ tenant, connection, actor, key, content });
    await tell(get, { tenant, connection, id }, options);
  });
};

export const resend = (
  tenant: string,
  connection: string,
  id: string,
  { account, ...options }: Ordered,
): Promise<void> =>
  act({ tenant, connection, id, actor: accountFrom(account, 'shell') }, options, (acting, input) =>
    acting.resend(input),
  );

export function close(
  tenant: string,
  connection: string,
  id: string,
  { account, reason, as, ...options }: Ordered & { reason: string; as: 'resolved' | 'confirmed' },
): Promise<void> {
  if (reason.trim().length < 3) throw new InvalidArgumentError('--reason needs three characters or more');
  const input = { tenant, connection, id, actor: accountFrom(account, 'shell') };
  return act(input, options, (acting, whose) => acting.close(whose, { as, reason }));
}

/** Fetches the dossier a Notificatie announces; it is kept sealed. */
export const fetchDossier = (
  tenant: string,
  connection: string,
  notice: string,
  { account, ...options }: Ordered,
): Promise<void> => {
  const actor = accountFrom(account, 'shell');
  return withGateway(async ({ get }) => {
    const view = noticeView(await get(FetchDossier).run({ tenant, connection, notice, actor }));
    print({ ...view }, options);
    if (view.dossier !== 'fetched') process.exitCode = 1;
  });
};

const act = (
  input: ActOnFeedbackInput,
  options: Json,
  work: (acting: ActOnFeedback, input: ActOnFeedbackInput) => Promise<void>,
): Promise<void> =>
  withGateway(async ({ get }) => {
    await work(get(ActOnFeedback), input);
    await tell(get, input, options);
  });

async function tell(
  get: Session['get'],
  { tenant, connection, id }: Omit<ActOnFeedbackInput, 'actor'>,
  { json = false }: Json,
): Promise<void> {
  const view = feedbackView(await get(ReadFeedback).current(tenant, connection, id));
  print(json ? { ...view } : shortOf(view), { json });
  if (view.state !== 'BEVESTIGD' && view.state !== 'AFGESLOTEN') process.exitCode = 1;
}

/** For people: the code is always shown together with the message (dossier 2.6). */
function shortOf({ id, number, state, attempts, actions, result }: FeedbackView): Record<string, unknown> {
  const { what, do: toDo } = result?.explanations.en ?? {};
  return {
    ...{ id, number, state, attempts },
    ...(result
      ? { code: result.rawCode ?? result.code, message: result.message, happened: what, 'to do': toDo }
      : {}),
    ...(result?.reason === undefined ? {} : { reason: result.reason }),
    ...(actions.length > 0 ? { possible: actions.join(' ') } : {}),
  };
}
