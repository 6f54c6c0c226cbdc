import {
  certificateView,
  connectionView,
  feedbackStates,
  feedbackView,
  noticeView,
  Notices,
  ReadFeedback,
  statesOf,
  StoreCertificate,
  timelineView,
} from '@connectors/oso';
import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import { InvalidArgumentError } from 'commander';
import { print } from '../print';
import { withGateway, type Session } from '../session';

interface Json {
  readonly json?: boolean;
}

interface ListOptions extends Json {
  readonly limit: number;
}

const show = (options: Json, ask: (get: Session['get']) => Promise<readonly object[]>): Promise<void> =>
  withGateway(async ({ get }) => {
    const rows = await ask(get);
    print(
      rows.map((row) => ({ ...row })),
      options,
    );
  });

export const listConnections = (tenant: string, options: Json): Promise<void> =>
  show(options, async (get) => {
    const found = await get(Database).tenant(tenant, (tx) => get(Connections).list(tx, 'oso'));
    return found.map(connectionView).map(({ settings: _, ...rest }) => rest);
  });

export const listCertificates = (tenant: string, connection: string, options: Json): Promise<void> =>
  show(options, async (get) => (await get(StoreCertificate).list(tenant, connection)).map(certificateView));

/** Open work, or with `--state` those in one state. */
export function listFeedback(
  tenant: string,
  connection: string,
  { limit, state, code, ...options }: ListOptions & { state?: string; code?: string },
): Promise<void> {
  const wanted = feedbackStates.find((known) => known === state?.toUpperCase());
  if (state !== undefined && !wanted)
    throw new InvalidArgumentError(`Use one of ${feedbackStates.join(', ')}`);
  return show(options, async (get) => {
    const search = { states: wanted && statesOf(wanted), code, after: null, limit };
    const found = await get(ReadFeedback).list(tenant, connection, search);
    return found.map(feedbackView).map(({ result, bron, doel, actions, ...row }) => ({
      ...row,
      code: result?.rawCode ?? result?.code ?? null,
      bron: `${bron.brin}/${bron.point}`,
      doel: `${doel.brin}/${doel.point}`,
      possible: actions.join(' '),
    }));
  });
}

/** One Terugkoppeling and its life, step by step. */
export const showFeedback = (
  tenant: string,
  connection: string,
  feedback: string,
  { json = false }: Json,
): Promise<void> =>
  withGateway(async ({ get }) => {
    const { feedback: found, timeline } = await get(ReadFeedback).one(tenant, connection, feedback);
    const view = feedbackView(found);
    const steps = timeline.map(timelineView);
    if (json) {
      print({ ...view, timeline: steps }, { json });
      return;
    }
    const { result, ...rest } = view;
    print(
      { ...rest, ...(result ? { code: result.rawCode ?? result.code, message: result.message } : {}) },
      {},
    );
    console.log('');
    print(
      steps.map(({ at, step, code }, index) => {
        const call = timeline[index]?.call;
        return { at, step, code, by: call?.actor.id, to: call?.endpoint, status: call?.httpStatus ?? null };
      }),
      {},
    );
  });

export const listNotices = (
  tenant: string,
  connection: string,
  { limit, ...options }: ListOptions,
): Promise<void> =>
  show(options, async (get) => {
    const found = await get(Database).tenant(tenant, async (tx) => {
      const { id } = await get(Connections).get(tx, connection);
      return get(Notices).page(tx, id, { limit });
    });
    return found.map(noticeView);
  });
