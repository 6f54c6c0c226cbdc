import type { CallResult } from '../domain/call-result';
import { classifyCall } from '../protocol/classify-call';
import { profiles } from '../protocol/profiles';
import type { Context } from './context';
import type { CallExchange } from './import-call';
import type { PreparedCall } from './prepare-call';

/** Reads what came back from a call: its class, and what it says about each record. */
export const readOutcome = (
  { records }: Pick<PreparedCall, 'records'>,
  exchange: CallExchange,
  { settings }: Pick<Context, 'settings'>,
): CallResult =>
  classifyCall(exchange, {
    records: records.map(({ id, refs }) => ({
      id,
      kitaId: String(refs.kitaId),
      childId: String(refs.childId),
    })),
    profile: profiles[settings.wireProfile],
    options: { masterDataNoticeIsError: settings.masterDataNoticeIsError },
  });
