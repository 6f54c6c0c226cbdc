#!/usr/bin/env node
// Checks an exported audit trail against signed checkpoints. Needs Node and nothing else: no database,
// no gateway, no package. Format: docs/audit-format.md.
//
//   node verify.mjs --export entries.ndjson --checkpoints checkpoints.ndjson --pub sealer.pub
//                   [--pub former.pub] [--tenant UUID] [--receipt receipt.json] [--object UUID] [--origin NAME] [--json]
//
// Exit code 0: clean. 1: tampered; the first bad place and the kind of damage are printed. 2: cannot judge.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const HASH = /^[0-9a-f]{64}$/;
const STREAM =
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|operator)\/(security|admin|record)\/(\d|1[0-5])$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ZERO = Buffer.alloc(32).toString('base64');

export class Tampered extends Error {
  constructor(damage, place, explanation) {
    super(explanation);
    Object.assign(this, { damage, place });
  }
}
export class CannotJudge extends Error {}

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const hex = (text) => Buffer.from(text, 'hex');
const isCount = (value) => Number.isSafeInteger(value) && value > 0;
const streamKey = (stream) => sha256(stream).toString('hex');
const streamLeaf = (stream, size, head) => sha256('\0', `${stream}|${size}|${head}`).toString('hex');
const genesisOf = (stream) => sha256(`genesis:${stream}`).toString('hex');

/** Lines of a file, strictly: UTF-8, each ended by one line feed, none empty. */
async function* linesOf(path, what) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let number = 0;
  let rest = [];
  const complete = (bytes) => {
    number += 1;
    try {
      return { text: decoder.decode(bytes), number };
    } catch {
      throw new Tampered('malformed', { [what]: number }, 'not UTF-8');
    }
  };
  try {
    for await (const chunk of createReadStream(path)) {
      let start = 0;
      for (let end; (end = chunk.indexOf(10, start)) !== -1; start = end + 1) {
        yield complete(Buffer.concat([...rest, chunk.subarray(start, end)]));
        rest = [];
      }
      rest.push(chunk.subarray(start));
    }
  } catch (error) {
    if (error instanceof Tampered || error instanceof CannotJudge) throw error;
    throw new CannotJudge(`${path} cannot be read: ${error.code ?? 'unknown reason'}`);
  }
  if (rest.some((part) => part.length > 0)) {
    throw new Tampered('malformed', { [what]: number + 1 }, 'the last line is not complete');
  }
}

/** One JSON object with exactly these members in this order and no other way of writing it. */
function exactly(text, members, place) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Tampered('malformed', place, 'not JSON');
  }
  const known = value !== null && typeof value === 'object' && Object.keys(value).join() === members.join();
  if (!known || JSON.stringify(value) !== text)
    throw new Tampered('malformed', place, 'not in the exact form');
  return value;
}

/** Merkle root over the leaves in the order of their keys, kept up to date change by change. */
class Tree {
  leaves = new Map();
  index = new Map();
  levels = [[]];

  apply(changes) {
    let grown = false;
    for (const [key, leaf] of changes) {
      grown ||= !this.leaves.has(key);
      this.leaves.set(key, leaf);
    }
    if (grown) {
      const keys = [...this.leaves.keys()].sort();
      this.index = new Map(keys.map((key, i) => [key, i]));
      this.levels = [keys.map((key) => hex(this.leaves.get(key)))];
      this.climb(new Set(keys.keys()));
    } else {
      const touched = new Set(changes.map(([key]) => this.index.get(key)));
      for (const [key, leaf] of changes) this.levels[0][this.index.get(key)] = hex(leaf);
      this.climb(touched);
    }
  }

  climb(touched) {
    for (let level = 0; this.levels[level].length > 1; level += 1) {
      const below = this.levels[level];
      const above = (this.levels[level + 1] ??= []);
      touched = new Set([...touched].map((i) => i >> 1));
      for (const i of touched) {
        const right = below[2 * i + 1];
        above[i] = right ? sha256('\u0001', below[2 * i], right) : below[2 * i];
      }
    }
  }

  get root() {
    return (this.levels.find((level) => level.length <= 1)?.[0] ?? sha256()).toString('base64');
  }
}

function readKeys(paths) {
  if (!paths?.length) throw new CannotJudge('--pub is missing');
  return paths.map((path) => {
    let key;
    try {
      key = createPublicKey({ key: readFileSync(path), format: 'pem' });
    } catch {
      throw new CannotJudge(`${path} holds no public key`);
    }
    if (key.asymmetricKeyType !== 'ed25519') throw new CannotJudge(`${path} holds no Ed25519 key`);
    return { key, raw: key.export({ type: 'spki', format: 'der' }).subarray(-32) };
  });
}

/** Splits a signed note and checks its signature. */
function openNote(note, keys, place) {
  const parts = /^((?:[^\n]+\n)+)\n— (\S+) (\S+)\n$/.exec(note);
  if (!parts) throw new Tampered('checkpoint-forged', place, 'not a signed note');
  const [, text, name, encoded] = parts;
  const signed = Buffer.from(encoded, 'base64');
  const lines = text.split('\n').slice(0, -1);
  const genuine =
    signed.length === 68 &&
    signed.toString('base64') === encoded &&
    name === lines[0] &&
    keys.some(
      ({ key, raw }) =>
        sha256(`${name}\n\u0001`, raw).subarray(0, 4).equals(signed.subarray(0, 4)) &&
        verify(null, Buffer.from(text), key, signed.subarray(4)),
    );
  if (!genuine) throw new Tampered('checkpoint-forged', place, 'the signature is not by a given key');
  return lines;
}

function readText(lines, place) {
  const [origin, streams, root, number, previous, time, entries, ...pruned] = lines;
  const value = (line, name) => {
    if (!line?.startsWith(`${name} `)) throw new Tampered('malformed', place, `${name} is missing`);
    return line.slice(name.length + 1);
  };
  return {
    origin,
    streams: Number(streams),
    root,
    number: Number(value(number, 'number')),
    previous: value(previous, 'previous'),
    time: value(time, 'time'),
    entries: Number(value(entries, 'entries')),
    pruned: new Set(pruned.map((line) => value(line, 'pruned'))),
  };
}

/** All checkpoints, and what they say about each stream. */
class Checkpoints {
  count = 0;
  previous = ZERO;
  tree = new Tree();
  sizes = new Map();
  /** stream -> [{ size, head, number }] by size: what its hash must be there. */
  pins = new Map();
  /** stream -> Map(seq -> head): where it may begin. */
  starts = new Map();

  constructor(keys, { tenant, origin }) {
    Object.assign(this, { keys, tenant, origin });
    this.own = new Set();
    for (const log of ['security', 'admin', 'record']) {
      for (let shard = 0; shard < 16; shard += 1) this.own.add(streamKey(`${tenant}/${log}/${shard}`));
    }
  }

  add({ text, number: line }) {
    const place = { checkpoint: this.count + 1 };
    const { note, heads, pruned } = exactly(text, ['note', 'heads', 'pruned'], { ...place, line });
    if (typeof note !== 'string' || !Array.isArray(heads) || !Array.isArray(pruned)) {
      throw new Tampered('malformed', place, 'not in the exact form');
    }
    const said = readText(openNote(note, this.keys, place), place);
    this.origin ??= said.origin;
    if (said.origin !== this.origin)
      throw new Tampered('checkpoint-forged', place, 'of another installation');
    if (said.number !== this.count + 1 || said.previous !== this.previous) {
      throw new Tampered('checkpoint-missing', place, `number ${said.number} follows ${this.count}`);
    }
    const changes = heads.map((head) => this.change(head, place));
    if (new Set(changes.map(([key]) => key)).size !== changes.length) {
      throw new Tampered('malformed', place, 'a stream is named twice');
    }
    this.tree.apply(changes);
    if (this.tree.root !== said.root || this.tree.leaves.size !== said.streams) {
      throw new Tampered('checkpoint-heads', place, 'the heads do not lead to the signed root');
    }
    for (const point of pruned) this.start(point, said.pruned, place);
    if (!this.tenant && pruned.length !== said.pruned.size) {
      throw new Tampered('malformed', place, 'prune points are missing');
    }
    this.count += 1;
    this.previous = sha256(note).toString('base64');
    this.time = said.time;
  }

  change(head, place) {
    if (!Array.isArray(head)) throw new Tampered('malformed', place, 'not a head');
    return head.length === 2 ? this.hidden(head, place) : this.moved(head, place);
  }

  hidden([key, leaf], place) {
    if (!this.tenant)
      throw new CannotJudge('these checkpoints are made for one tenant; say which with --tenant');
    if (!HASH.test(key) || !HASH.test(leaf)) throw new Tampered('malformed', place, 'not a head');
    if (this.own.has(key)) throw new Tampered('stream-missing', place, 'a stream of the tenant is hidden');
    return [key, leaf];
  }

  moved(head, place) {
    const [stream, size, hash] = this.tuple(head, place);
    if (size <= (this.sizes.get(stream) ?? 0)) {
      throw new Tampered('rolled-back', { stream, seq: size, ...place }, 'the stream has become shorter');
    }
    this.sizes.set(stream, size);
    if (!this.pins.has(stream)) this.pins.set(stream, []);
    this.pins.get(stream).push({ size, head: hash, number: place.checkpoint });
    return [streamKey(stream), streamLeaf(stream, size, hash)];
  }

  start(point, signed, place) {
    const [stream, seq, head] = this.tuple(point, place);
    if (!signed.has(`${streamKey(stream)} ${streamLeaf(stream, seq, head)}`)) {
      throw new Tampered('checkpoint-forged', { stream, seq, ...place }, 'this prune point is not signed');
    }
    if (!this.starts.has(stream)) this.starts.set(stream, new Map());
    this.starts.get(stream).set(seq, head);
  }

  tuple(value, place) {
    const [stream, size, hash] = Array.isArray(value) ? value : [];
    const good = value?.length === 3 && STREAM.test(stream) && isCount(size) && HASH.test(hash);
    if (!good) throw new Tampered('malformed', place, 'not a head');
    return value;
  }
}

/** One stream while its entries go by. */
class Stream {
  constructor(name, checkpoints) {
    this.name = name;
    this.tenant = name.split('/')[0];
    this.pins = checkpoints.pins.get(name) ?? [];
    this.starts = checkpoints.starts.get(name) ?? new Map();
    this.seq = 0;
    this.next = 0;
  }

  add({ seq, body, prev, hash }) {
    if (this.seq === 0) this.begin(seq);
    const expected = this.seq + 1;
    if (seq < expected) throw this.damage('inserted', seq, 'there is already an entry with this number');
    if (seq > expected) throw this.damage('missing', expected, `the next entry there is ${seq}`);
    const entry = this.readBody(seq, body);
    const own = sha256('\0', hex(prev), `${this.name}|${seq}|${body}`).toString('hex');
    if (own !== hash) throw this.damage('edited', seq, 'the entry does not have its hash');
    if (prev !== this.hash) {
      throw this.first === seq
        ? this.damage('edited', seq, 'the stream does not begin as it should')
        : this.damage('replaced', seq - 1, 'the following entry was chained to another one');
    }
    this.readObjects(seq, entry);
    this.seq = seq;
    this.hash = hash;
    this.comparePins();
    this.compareStarts();
    return entry;
  }

  /** At 1, or right behind a point up to which the sealer has pruned. */
  begin(seq) {
    const head = seq === 1 ? genesisOf(this.name) : this.starts.get(seq - 1);
    if (head === undefined) {
      const known = [...this.starts.keys()].filter((start) => start < seq);
      throw this.damage('missing', Math.max(0, ...known) + 1, `the first entry there is ${seq}`);
    }
    this.first = seq;
    this.seq = seq - 1;
    this.hash = head;
    while (this.pins[this.next]?.size < this.seq) this.next += 1;
    this.comparePins();
  }

  comparePins() {
    const pin = this.pins[this.next];
    if (pin?.size !== this.seq) return;
    if (pin.head !== this.hash) {
      const after = this.pins[this.next - 1]?.size ?? 0;
      throw this.damage(
        'rewritten',
        Math.max(after + 1, this.first),
        `between this and ${pin.size}, says checkpoint ${pin.number}`,
      );
    }
    this.next += 1;
  }

  compareStarts() {
    const start = this.starts.get(this.seq);
    if (start !== undefined && start !== this.hash)
      throw this.damage('rewritten', this.seq, 'says a prune point');
  }

  readBody(seq, body) {
    let entry;
    try {
      entry = JSON.parse(body);
    } catch {
      throw this.damage('malformed', seq, 'the entry is not JSON');
    }
    if (entry?.tenant !== this.tenant) throw this.damage('moved', seq, 'the entry belongs to another tenant');
    return entry;
  }

  /** One object (version 1), or the ids of many in their order, none twice (version 2). */
  readObjects(seq, { v, object }) {
    const ids = v === 2 ? object?.ids : [object?.id];
    const good =
      (v === 1 && typeof object?.id === 'string') ||
      (v === 2 &&
        Array.isArray(ids) &&
        ids.length > 0 &&
        ids.every((id, i) => UUID.test(id) && !(ids[i - 1] >= id)));
    if (!good) throw this.damage('malformed', seq, 'the entry does not name its objects');
  }

  end() {
    const last = this.pins.at(-1);
    if (!last || last.size <= this.seq) return;
    if (this.first === undefined) {
      const prunedTo = Math.max(0, ...this.starts.keys());
      if (this.starts.get(last.size) === last.head) return;
      if (prunedTo === 0)
        throw this.damage('stream-missing', 1, `checkpoint ${last.number} knows ${last.size} entries`);
      throw this.damage('truncated', prunedTo + 1, `checkpoint ${last.number} knows ${last.size} entries`);
    }
    throw this.damage('truncated', this.seq + 1, `checkpoint ${last.number} knows ${last.size} entries`);
  }

  get unsealed() {
    return this.seq - Math.min(this.seq, this.pins.at(-1)?.size ?? (this.first ?? 1) - 1);
  }

  damage(kind, seq, explanation) {
    return new Tampered(kind, { stream: this.name, seq }, explanation);
  }
}

/** Which entries name this object, alone or among others; each is proved with its stream. */
const isAbout = ({ object }, id) => object.id === id || object.ids?.includes(id) === true;

function readReceipts(paths = []) {
  return paths.map((path) => {
    let receipt;
    try {
      receipt = JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      throw new CannotJudge(`${path} holds no receipt`);
    }
    const { stream, seq, hash } = receipt ?? {};
    if (!STREAM.test(stream) || !isCount(seq) || !HASH.test(hash))
      throw new CannotJudge(`${path} holds no receipt`);
    return { stream, seq, hash, found: false };
  });
}

function compareReceipts(receipts, stream, { seq, hash }) {
  for (const receipt of receipts) {
    if (receipt.stream !== stream || receipt.seq !== seq) continue;
    if (receipt.hash !== hash)
      throw new Tampered('rewritten', { stream, seq }, 'a receipt says something else');
    receipt.found = true;
  }
}

function missedReceipt({ stream, seq }, streams) {
  const first = streams.get(stream)?.first;
  if (first !== undefined && seq < first)
    return new CannotJudge(`the entry of the receipt, ${stream} ${seq}, is pruned`);
  return new Tampered('truncated', { stream, seq }, 'a receipt knows this entry');
}

/** Answers the counts of a clean trail; throws `Tampered` or `CannotJudge` otherwise. */
export async function judge(options) {
  if (!options.export || !options.checkpoints) throw new CannotJudge('--export and --checkpoints are needed');
  const keys = readKeys(options.pub);
  const receipts = readReceipts(options.receipt);
  const checkpoints = new Checkpoints(keys, options);
  for await (const line of linesOf(options.checkpoints, 'checkpointLine')) checkpoints.add(line);
  if (checkpoints.count === 0) throw new CannotJudge('there is no checkpoint to judge by');

  const streams = new Map();
  const streamOf = (name) => {
    if (!streams.has(name)) streams.set(name, new Stream(name, checkpoints));
    return streams.get(name);
  };
  let entries = 0;
  const about = [];
  for await (const { text, number } of linesOf(options.export, 'exportLine')) {
    const entry = exactly(text, ['stream', 'seq', 'body', 'prev', 'hash'], { exportLine: number });
    const { stream, seq, body, prev, hash } = entry;
    const good =
      STREAM.test(stream) && isCount(seq) && typeof body === 'string' && HASH.test(prev) && HASH.test(hash);
    if (!good) throw new Tampered('malformed', { exportLine: number }, 'not an entry');
    const said = streamOf(stream).add(entry);
    if (options.object && isAbout(said, options.object))
      about.push({ stream, seq, at: said.at, action: said.action });
    compareReceipts(receipts, stream, entry);
    entries += 1;
  }
  const inScope = (name) => !options.tenant || name.startsWith(`${options.tenant}/`);
  for (const name of [...checkpoints.pins.keys()].filter(inScope).sort()) streamOf(name).end();
  for (const receipt of receipts) if (!receipt.found) throw missedReceipt(receipt, streams);
  const unsealed = [...streams.values()].reduce((sum, stream) => sum + stream.unsealed, 0);
  return {
    entries,
    streams: streams.size,
    checkpoints: checkpoints.count,
    unsealed,
    sealed: checkpoints.time,
    ...(options.object ? { about } : {}),
  };
}

const text = { type: 'string' };
const many = { type: 'string', multiple: true };

async function main() {
  const json = process.argv.includes('--json');
  const say = (exitCode, verdict, facts, sentence) => {
    process.exitCode = exitCode;
    process.stdout.write(json ? `${JSON.stringify({ verdict, ...facts })}\n` : `${verdict}: ${sentence}\n`);
  };
  try {
    const { values } = parseArgs({
      options: {
        export: text,
        checkpoints: text,
        pub: many,
        receipt: many,
        tenant: text,
        object: text,
        origin: text,
        json: { type: 'boolean' },
      },
    });
    const result = await judge(values);
    const { entries, streams, checkpoints, unsealed, sealed, about = [] } = result;
    const summary = `${entries} entries in ${streams} streams agree with ${checkpoints} checkpoints up to ${sealed}`;
    const newer = unsealed ? `; ${unsealed} newer entries have no checkpoint yet` : '';
    const named = about.map(({ at, action, stream, seq }) => `\n${at} ${action} (${stream} ${seq})`);
    say(0, 'clean', result, [summary, newer, ...named].join(''));
  } catch (error) {
    if (error instanceof Tampered) {
      const where = Object.entries(error.place)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ');
      say(
        1,
        'tampered',
        { damage: error.damage, ...error.place, explanation: error.message },
        `${error.damage} at ${where}: ${error.message}`,
      );
    } else {
      const reason =
        error instanceof CannotJudge || error?.code?.startsWith('ERR_PARSE_ARGS')
          ? error.message
          : `unexpected ${error?.name}`;
      say(2, 'cannot judge', { reason }, reason);
    }
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) await main();
