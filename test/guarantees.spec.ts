import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The rows that concern what is built: of the list of bad inputs those about intake, certificates and answers. */
const ROWS = [...Array.from({ length: 26 }, (_, index) => index + 1), 32, 33, 34, 35, 36];

interface Row {
  readonly number: number;
  readonly proofs: readonly { readonly file: string; readonly title: string }[];
}

const rows = read('docs/guarantees.md')
  .split('\n')
  .flatMap((line): Row[] => {
    const [, number = '', , , proved = ''] = line.split('|').map((cell) => cell.trim());
    if (!/^\d+$/.test(number)) return [];
    const proofs = proved.split('<br>').map((proof) => {
      const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(proof) ?? [];
      return { file, title: title.replaceAll('\\', '') };
    });
    return [{ number: Number(number), proofs }];
  });

describe('docs/guarantees.md', () => {
  it('has every bad input once', () => {
    expect(rows.map(({ number }) => number)).toEqual(ROWS);
  });

  it.each(rows)('names tests for row $number that exist', ({ proofs }) => {
    expect(proofs.length).toBeGreaterThan(0);
    for (const { file, title } of proofs) expect(`${file}: ${read(file)}`).toContain(title);
  });
});
