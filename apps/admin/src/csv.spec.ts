import { csvOf } from './csv';

describe('a table for spreadsheets', () => {
  it.each(['=1+1', '+49', '-1', '@SUM(A1)', '\tx', '\rx'])('makes no formula of %j', (cell) => {
    expect(csvOf([[cell]]).replaceAll('"', '')).toContain(`'${cell}`);
  });

  it('begins with a byte order mark, and keeps semicolons and quotes in their cell', () => {
    expect(csvOf([['a;b', 'say "x"', 3, null]])).toBe('\uFEFF"a;b";"say ""x""";3;\r\n');
  });
});
