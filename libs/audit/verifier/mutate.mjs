// Attacks the verifier: changes an exported trail at random, thousands of times, and prints every change
// that was still judged clean. There must be none. The trail must end with a checkpoint, because what
// comes after the last one is protected by receipts alone.
//
//   node mutate.mjs --export entries.ndjson --checkpoints checkpoints.ndjson --pub sealer.pub
//                   --work FOLDER [--runs 3000] [--seed 1]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotJudge, judge, Tampered } from './verify.mjs';

const text = { type: 'string' };
const { values } = parseArgs({
  options: { export: text, checkpoints: text, pub: text, work: text, runs: text, seed: text },
});

/** mulberry32: the same seed, the same attack. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const splice = (content, at, remove, ...insert) =>
  Buffer.concat([content.subarray(0, at), Buffer.from(insert), content.subarray(at + remove)]);

const byBytes = {
  flipBit: (content, random) => {
    const at = random(content.length);
    return splice(content, at, 1, content[at] ^ (1 << random(8)));
  },
  setByte: (content, random) => splice(content, random(content.length), 1, random(256)),
  setDigit: (content, random) => splice(content, random(content.length), 1, 48 + random(10)),
  removeByte: (content, random) => splice(content, random(content.length), 1),
  insertByte: (content, random) => splice(content, random(content.length + 1), 0, 32 + random(95)),
  insertSpace: (content, random) => splice(content, random(content.length + 1), 0, 32),
  cutInLine: (content, random) => {
    const cut = content.subarray(0, random(content.length));
    return cut.at(-1) === 10 ? splice(cut, cut.length - 1, 1) : cut;
  },
  swapRanges: (content, random) => {
    const length = 1 + random(40);
    const [one, other] = [random(content.length - length), random(content.length - length)];
    const changed = Buffer.from(content);
    content.copy(changed, one, other, other + length);
    content.copy(changed, other, one, one + length);
    return changed;
  },
};

/** Takes whole lines; `last` says whether the last line may go (of checkpoints it may: nobody can tell). */
const byLines = {
  drop: (lines, random, last) => lines.toSpliced(random(lines.length - (last ? 0 : 1)), 1),
  repeat: (lines, random) => {
    const i = random(lines.length);
    return lines.toSpliced(random(lines.length + 1), 0, lines[i]);
  },
  copyOver: (lines, random) => lines.with(random(lines.length), lines[random(lines.length)]),
  blank: (lines, random) => lines.toSpliced(random(lines.length + 1), 0, ''),
};

/** Gives one line the member of another: body, hash, seq, heads, note. */
function graft(lines, random) {
  const [i, j] = [random(lines.length), random(lines.length)];
  const [one, other] = [JSON.parse(lines[i]), JSON.parse(lines[j])];
  const members = Object.keys(one);
  const member = members[random(members.length)];
  one[member] = other[member];
  return lines.with(i, JSON.stringify(one));
}

function mutate(content, random, last) {
  const kinds = [...Object.entries(byBytes), ...Object.entries(byLines), ['graft', graft]];
  const [kind, change] = kinds[random(kinds.length)];
  if (kind in byBytes) return { kind, content: change(content, random) };
  const lines = content.toString().split('\n').slice(0, -1);
  return { kind, content: Buffer.from(`${change(lines, random, last).join('\n')}\n`) };
}

async function verdictOf(files) {
  try {
    await judge(files);
    return 'clean';
  } catch (error) {
    if (error instanceof Tampered) return 'tampered';
    return error instanceof CannotJudge ? 'cannot judge' : `crash: ${error}`;
  }
}

const random = randomFrom(Number(values.seed ?? 1));
const original = { export: readFileSync(values.export), checkpoints: readFileSync(values.checkpoints) };
const counts = {};
const survivors = [];
for (let run = 0; run < Number(values.runs ?? 3000); run += 1) {
  const target = random(2) ? 'export' : 'checkpoints';
  const { kind, content } = mutate(original[target], random, target === 'export');
  if (content.equals(original[target])) continue;
  const files = { ...values, pub: [values.pub], [target]: join(values.work, 'mutated.ndjson') };
  writeFileSync(files[target], content);
  const verdict = await verdictOf(files);
  counts[verdict] = (counts[verdict] ?? 0) + 1;
  if (verdict !== 'tampered' && verdict !== 'cannot judge') survivors.push({ run, target, kind, verdict });
}
process.stdout.write(`${JSON.stringify({ counts, survivors })}\n`);
