import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { BodyTooLarge, BodyUnreadable } from './json-errors';

/**
 * The bytes of a request's body as they arrive, unpacked if they come as gzip.
 *
 * Whoever stops early leaves the rest to be thrown away, so that the answer still reaches the caller.
 *
 * @throws {BodyTooLarge} once there are more than `limitBytes`, before anything is read if the header says so
 * @throws {BodyUnreadable} for another encoding, damaged gzip, or a caller who hangs up
 */
export async function* bodyBytes(request: IncomingMessage, limitBytes: number): AsyncGenerator<Buffer> {
  const gunzip = gunzipFor(request);
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw new BodyTooLarge(limitBytes);
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(gunzip ? joined(request, gunzip) : request)) {
      bytes += chunk.length;
      if (bytes > limitBytes) throw new BodyTooLarge(limitBytes);
      yield chunk;
    }
  } catch (error) {
    throw translated(error);
  } finally {
    request.unpipe();
    request.resume();
    gunzip?.destroy();
  }
}

const chunksOf = (source: Readable): AsyncIterable<Buffer> =>
  source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

function gunzipFor({ headers }: IncomingMessage): Gunzip | undefined {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return undefined;
  if (encoding === 'gzip') return createGunzip();
  throw new BodyUnreadable('CONTENT_ENCODING_UNSUPPORTED', 'Send the body as it is or as gzip');
}

/** A request that fails must fail its unpacking, which `pipe` alone does not do. */
function joined(request: IncomingMessage, gunzip: Gunzip): Gunzip {
  request.once('error', (error) => gunzip.destroy(error));
  request.once('aborted', () => gunzip.destroy(new BodyUnreadable('BODY_INCOMPLETE', INCOMPLETE)));
  return request.pipe(gunzip);
}

const INCOMPLETE = 'The connection was closed before the whole body had arrived';

function translated(error: unknown): unknown {
  const code = String((error as { code?: unknown }).code);
  if (code.startsWith('Z_')) return new BodyUnreadable('GZIP_INVALID', 'The body is not complete gzip');
  if (code === 'ECONNRESET') return new BodyUnreadable('BODY_INCOMPLETE', INCOMPLETE);
  return error;
}
