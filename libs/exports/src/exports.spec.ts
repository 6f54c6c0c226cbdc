import { strFromU8, unzipSync } from 'fflate';
import { csvOf } from './csv';
import { pdfOf } from './pdf';
import type { Cell, Table } from './table';
import { xlsxOf } from './xlsx';

const at = new Date('2026-11-24T11:48:00Z');

const tableOf = (...parts: (readonly (readonly Cell[])[])[]): Table => ({
  title: 'Protokoll: Kita & Co',
  language: 'de',
  columns: [
    { heading: 'Nummer', width: 1 },
    { heading: 'Meldung', width: 3 },
    { heading: 'Zeit', width: 2 },
  ],
  rows: (async function* () {
    for (const part of parts) yield await Promise.resolve(part);
  })(),
});

async function bytesOf(chunks: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks)
    all.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk));
  return Buffer.concat(all);
}

/** Texts that are a program to somebody. */
const evil = [
  '=HYPERLINK("http://evil.example";"x")',
  "+1+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(1)',
  '\t=1',
  ' =1',
  '\uFF1D1',
  '<script>alert(1)</script>',
];

describe('a table as CSV', () => {
  it('opens in a spreadsheet: byte order mark, semicolons, quotes, clocks as here', async () => {
    const csv = await bytesOf(csvOf(tableOf([['1', 'a;"b"\nc', at]], [[2, null, null]])));
    expect(csv.toString('utf8')).toBe(
      '\uFEFFNummer;Meldung;Zeit\r\n1;"a;""b""\nc";2026-11-24 12:48:00\r\n2;;\r\n',
    );
  });

  it.each(evil.slice(0, -1))('holds no formula: %j', async (text) => {
    const csv = (await bytesOf(csvOf(tableOf([['1', text, null]])))).toString('utf8');
    expect(csv).toMatch(/\r\n1;"?'/);
  });
});

describe('a table as a workbook', () => {
  const sheetsOf = async (table: Table, rowsPerSheet?: number) =>
    Object.fromEntries(
      Object.entries(unzipSync(await bytesOf(xlsxOf(table, rowsPerSheet)))).map(([path, bytes]) => [
        path,
        strFromU8(bytes),
      ]),
    );

  it('holds numbers, moments and texts as what they are', async () => {
    const { 'xl/worksheets/sheet1.xml': sheet = '' } = await sheetsOf(tableOf([[7, 'A & <b>', at]]));
    expect(sheet).toContain('<c><v>7</v></c>');
    expect(sheet).toContain('<t xml:space="preserve">A &amp; &lt;b&gt;</t>');
    // 2026-11-24 12:48, in days since the end of 1899.
    expect(sheet).toContain('<c s="1"><v>46350.53333');
  });

  it.each(evil)('has a text and no formula for %j', async (text) => {
    const { 'xl/worksheets/sheet1.xml': sheet = '' } = await sheetsOf(tableOf([['1', text, null]]));
    expect(sheet).not.toMatch(/<f[ >]/);
    expect(sheet).not.toContain('<script');
    expect(sheet.match(/t="inlineStr"/g)).toHaveLength(5);
  });

  it('leaves out what XML cannot carry, and lets no text pass for a sign', async () => {
    const { 'xl/worksheets/sheet1.xml': sheet = '' } = await sheetsOf(
      tableOf([['\u0000a\u001B\uD800', '_x0041_', null]]),
    );
    expect(sheet).toContain('<t xml:space="preserve">a</t>');
    expect(sheet).toContain('_x005F_x0041_');
  });

  it('goes on in another sheet where one is full', async () => {
    const files = await sheetsOf(
      tableOf(
        [['1', 'a', null]],
        [
          ['2', 'b', null],
          ['3', 'c', null],
        ],
      ),
      2,
    );
    expect(Object.keys(files).filter((path) => path.includes('sheets/'))).toEqual([
      'xl/worksheets/sheet1.xml',
      'xl/worksheets/sheet2.xml',
    ]);
    expect(files['xl/worksheets/sheet2.xml']).toContain('>c<');
    expect(files['xl/workbook.xml']).toContain('name="Protokoll  Kita &amp; Co 2"');
  });

  it('has its headings even where nothing is in it', async () => {
    expect((await sheetsOf(tableOf()))['xl/worksheets/sheet1.xml']).toContain('>Meldung<');
  });
});

describe('a table as a document', () => {
  const texts = { about: '3 Datensätze', page: (number: number) => `Seite ${number}` };
  const documentOf = async (table: Table) => (await bytesOf(pdfOf(table, texts))).toString('latin1');
  const count = (document: string, tag: string) =>
    document.match(new RegExp(`/S /${tag}\\b`, 'g'))?.length ?? 0;

  it('is tagged, has a language and a title, and embeds its fonts', async () => {
    const document = await documentOf(tableOf([['1', 'Müller Şahin Łódź', at]], [['2', '', null]]));
    expect(document).toMatch(/^%PDF-1\.7/);
    expect(document).toContain('/Marked true');
    expect(document).toContain('/Lang (de)');
    expect(document).toContain('/DisplayDocTitle true');
    expect(['Document', 'H1', 'P', 'Table', 'TR', 'TH', 'TD'].map((tag) => count(document, tag))).toEqual([
      ...[1, 1, 1, 1, 3, 3, 6],
    ]);
    expect(document.match(/\/Scope \/Column/g)).toHaveLength(3);
    expect(document).toContain('/FontFile2');
    expect(document).toContain('/ToUnicode');
    expect(document).not.toContain('/BaseFont /Helvetica');
  });

  it('remains one table over many pages', async () => {
    const rows = Array.from({ length: 200 }, (_, index): Cell[] => [index, 'Text '.repeat(20), at]);
    const document = await documentOf(tableOf(rows.slice(0, 100), rows.slice(100)));
    expect(document.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(4);
    expect([count(document, 'Table'), count(document, 'TH'), count(document, 'TR')]).toEqual([1, 3, 201]);
  });

  it.each(evil)('runs nothing: %j', async (text) => {
    const document = await documentOf(tableOf([['1', text, null]]));
    expect(document).not.toMatch(/\/(JavaScript|JS|Launch|URI|OpenAction|AA|EmbeddedFile)\b/);
  });
});

it('200 MB go through without memory growing with them', async () => {
  const text = 'Betreuungsvereinbarung '.repeat(40);
  const part = Array.from({ length: 1_000 }, (_, index): Cell[] => [index, text, at]);
  const many = (parts: number): Table => ({
    ...tableOf(),
    rows: (async function* () {
      for (let n = 0; n < parts; n++) {
        await new Promise(setImmediate);
        yield part;
      }
    })(),
  });
  const start = process.memoryUsage().rss;
  let bytes = 0;
  let most = 0;
  for await (const chunk of csvOf(many(220))) {
    bytes += Buffer.byteLength(chunk);
    most = Math.max(most, process.memoryUsage().rss);
  }
  for await (const chunk of xlsxOf(many(50))) {
    expect(chunk.length).toBeLessThan(4_000_000);
    most = Math.max(most, process.memoryUsage().rss);
  }
  expect(bytes).toBeGreaterThan(200_000_000);
  expect(most - start).toBeLessThan(150_000_000);
});
