import type { Tx } from '@gateway/database';
import type { ProtocolCall, ProtocolEntry, ProtocolReader } from '@gateway/protocol-log';

/** Everything that was exchanged about one thing, oldest first. */
export type Timeline = readonly { readonly entry: ProtocolEntry; readonly call: ProtocolCall }[];

/** More entries than any Terugkoppeling or Notificatie has. */
const MOST = 200;

export async function timelineOf(
  reader: ProtocolReader,
  tx: Tx,
  about: { readonly connection: string; readonly record: string },
): Promise<Timeline> {
  const entries = await reader.entries(tx, about, { limit: MOST });
  const calls = await reader.callsById(
    tx,
    entries.map(({ callId }) => callId),
  );
  const byId = new Map(calls.map((call) => [call.id, call]));
  return entries.reverse().flatMap((entry) => {
    const call = byId.get(entry.callId);
    return call ? [{ entry, call }] : [];
  });
}
