import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import type { ImportRequest, Portal, Receipt } from '../portal/portal';
import { refuseCall, type CallRefusal } from '../portal/verdict';
import type { Call, CallLog } from './call-log';
import { clientOf, type Client } from './client';
import { deliver } from './deliver';
import type { Fault, FaultQueue } from './faults';
import { answerFor } from './import-answer';
import { headerRefusal, readImport, type ReadImport } from './import-request';
import { spoilAnswer } from './spoil-answer';

/** Where the import is called; the path mirrors the published export (dossier 2.2). */
export const IMPORT_PATH = '/kitaplaner/api/schnittstelle/import';

export interface ImportEndpointParts {
  readonly portal: Portal;
  readonly faults: FaultQueue;
  readonly calls: CallLog;
  readonly clock: () => Date;
  /** Ends delays and dripping answers. */
  readonly stopped: AbortSignal;
}

/** The Webschnittstelle itself: reads a call, lets the portal decide, and answers as well as the faults allow. */
export class ImportEndpoint {
  constructor(private readonly parts: ImportEndpointParts) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url !== IMPORT_PATH) return void response.writeHead(404).end();
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end();
    const { calls, faults, clock } = this.parts;
    const client = clientOf(request.socket as TLSSocket);
    const nr = calls.open(client, headerNames(request), clock());
    const fault = faults.next();
    calls.note(nr, { fault: fault?.art ?? null });
    try {
      await this.handle({ nr, client, fault, request, response });
    } catch {
      response.destroy(); // The caller left while we were reading, or we were stopped.
    } finally {
      calls.settle(nr);
    }
  }

  private async handle(arrival: Arrival): Promise<void> {
    const { fault, request } = arrival;
    if (fault?.art === 'sofort-trennen') {
      this.reply(arrival);
      return;
    }
    const refusal = certificateRefusal(arrival.client) ?? headerRefusal(request.headers);
    const body = await read(request, refusal === undefined);
    this.parts.calls.note(arrival.nr, { bytes: body.length });
    if (fault?.art === 'http' && !fault.verarbeitet) {
      this.reply(arrival);
      return;
    }
    const { before, after } = delays(fault);
    await this.delay(before);
    const receipt = this.process(arrival, refusal ? { refusal } : readImport(body));
    await this.delay(after);
    this.reply(arrival, receipt);
  }

  private process({ nr, client }: Arrival, read: ReadImport): Receipt {
    const { portal, calls } = this.parts;
    const receipt =
      'refusal' in read
        ? portal.refuse(read.refusal, credibleCn(client))
        : portal.receive(read.request, client.cn ?? '');
    calls.note(nr, {
      ...('request' in read && seenOf(read.request)),
      datenquelleId: receipt.datenquelle.id,
      fehlercode: receipt.datenquelle.fehlercode,
    });
    calls.settle(nr);
    return receipt;
  }

  /** Without a receipt nothing was processed. */
  private reply({ nr, fault, response }: Arrival, receipt?: Receipt): void {
    const { calls, stopped } = this.parts;
    const body = receipt ? JSON.stringify(spoilAnswer(answerFor(receipt.datenquelle), fault)) : '';
    calls.note(nr, { http: deliver({ response, http: receipt?.http ?? 0, body, stopped }, fault) });
  }

  private async delay(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, undefined, { signal: this.parts.stopped });
  }
}

interface Arrival {
  readonly nr: number;
  readonly client: Client;
  readonly fault: Fault | undefined;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function delays(fault: Fault | undefined): { readonly before: number; readonly after: number } {
  if (fault?.art !== 'verzoegern') return { before: 0, after: 0 };
  return fault.spaeteVerarbeitung ? { before: fault.ms, after: 0 } : { before: 0, after: fault.ms };
}

const seenOf = ({ traeger, quelle, datensaetze }: ImportRequest): Partial<Call> => ({
  traeger,
  quelleId: quelle.id,
  datensatzIds: datensaetze.map(({ DATENSATZ_ID = '' }) => DATENSATZ_ID),
});

const certificateRefusal = ({ problem }: Client): CallRefusal | undefined =>
  problem === null ? undefined : refuseCall(problem);

/** What an expired certificate says is still true of its holder; an untrusted one may claim anything. */
const credibleCn = ({ problem, cn }: Client): string | null =>
  problem === null || problem === 'KP-102' ? cn : null;

const headerNames = ({ rawHeaders }: IncomingMessage): string[] =>
  rawHeaders.filter((_, index) => index % 2 === 0);

/** Reads to the end in any case, so that the caller gets to see the answer. */
async function read(request: IncomingMessage, wanted: boolean): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) if (wanted) chunks.push(chunk);
  return Buffer.concat(chunks);
}
