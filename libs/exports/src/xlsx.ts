import { strToU8, Zip, ZipDeflate } from 'fflate';
import { momentOf, type Cell, type Column, type Table } from './table';

/** A sheet of the format has 1,048,576 rows; more of them go on in a further sheet. */
const ROWS = 1_000_000;

/**
 * A table as a workbook (ECMA-376). Texts are stored as texts, which no spreadsheet computes; nothing is ever a
 * formula. Written as it is read: memory does not grow with the rows.
 */
export async function* xlsxOf(table: Table, rowsPerSheet = ROWS): AsyncGenerator<Uint8Array> {
  const archive = new Archive();
  const { columns } = table;
  let sheets = 0;
  let sheet: Sheet | undefined;
  for await (const part of table.rows) {
    for (const row of part) {
      if (!sheet || sheet.rows >= rowsPerSheet) {
        sheet?.end();
        sheet = new Sheet(archive, (sheets += 1), columns);
      }
      sheet.add(row);
    }
    sheet?.flush();
    yield* archive.written();
  }
  sheet ??= new Sheet(archive, (sheets = 1), columns);
  sheet.end();
  for (const [path, xml] of frame(table, sheets)) archive.file(path).push(strToU8(xml), true);
  archive.end();
  yield* archive.written();
}

/** A ZIP file that is handed out as it grows. */
class Archive {
  private readonly chunks: Uint8Array[] = [];
  private readonly zip = new Zip((error, chunk) => {
    if (error) throw error;
    this.chunks.push(chunk);
  });

  file(path: string): ZipDeflate {
    const file = new ZipDeflate(path, { level: 3 });
    this.zip.add(file);
    return file;
  }

  end(): void {
    this.zip.end();
  }

  /** What has come since the last time. */
  written(): Uint8Array[] {
    return this.chunks.splice(0);
  }
}

class Sheet {
  rows = 0;
  private readonly file: ZipDeflate;
  private text: string;

  constructor(archive: Archive, number: number, columns: readonly Column[]) {
    this.file = archive.file(`xl/worksheets/sheet${number}.xml`);
    const widths = columns.map(
      ({ width }, index) =>
        `<col min="${index + 1}" max="${index + 1}" width="${width * 4}" customWidth="1"/>`,
    );
    this.text =
      `${DECLARED}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
      `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
      `<cols>${widths.join('')}</cols><sheetData>` +
      rowOf(
        columns.map(({ heading }) => heading),
        BOLD,
      );
  }

  add(row: readonly Cell[]): void {
    this.text += rowOf(row);
    this.rows += 1;
  }

  flush(): void {
    this.file.push(strToU8(this.text));
    this.text = '';
  }

  end(): void {
    this.file.push(strToU8(`${this.text}</sheetData></worksheet>`), true);
  }
}

const DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Styles, by their place in `xl/styles.xml`. */
const MOMENT = 1;
const BOLD = 2;

const rowOf = (row: readonly Cell[], style = 0): string =>
  `<row>${row.map((cell) => cellOf(cell, style)).join('')}</row>`;

function cellOf(cell: Cell, style: number): string {
  if (cell === null || cell === '') return '<c/>';
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (cell instanceof Date) return `<c s="${MOMENT}"><v>${serialOf(cell)}</v></c>`;
  return `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

/** Days since the end of 1899, by the clocks of Germany and the Netherlands. */
const serialOf = (date: Date): number =>
  (Date.parse(`${momentOf(date).replace(' ', 'T')}Z`) - Date.UTC(1899, 11, 30)) / 86_400_000;

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** What XML 1.0 cannot carry is left out; `_x0041_` would be read as a letter and loses its meaning. */
const escaped = (text: string): string =>
  text
    .replace(/[\p{Cs}\uFFFE\uFFFF]|(?![\t\n\r])\p{Cc}/gu, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>\r]/g, (sign) => SIGNS[sign] ?? sign);

/** Everything of a workbook but its sheets. */
function frame({ title }: Table, sheets: number): [path: string, xml: string][] {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  // Names of sheets have at most 31 characters, and some not at all.
  const name = escaped(title.replace(/[[\]:*?/\\']/g, ' ')).slice(0, 24);
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const relations = (inner: string): string =>
    `${DECLARED}<Relationships xmlns="${PACKAGE}/relationships">${inner}</Relationships>`;
  const part = (path: string, type: string): string =>
    `<Override PartName="/xl/${path}.xml" ContentType="${TYPE}.${type}+xml"/>`;
  return [
    [
      '[Content_Types].xml',
      `${DECLARED}<Types xmlns="${PACKAGE}/content-types">` +
        `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        part('workbook', 'sheet.main') +
        part('styles', 'styles') +
        numbers.map((number) => part(`worksheets/sheet${number}`, 'worksheet')).join('') +
        '</Types>',
    ],
    ['_rels/.rels', relations(relation('r1', 'officeDocument', 'xl/workbook.xml'))],
    [
      'xl/workbook.xml',
      `${DECLARED}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${numbers
        .map(
          (number) =>
            `<sheet name="${name}${number > 1 ? ` ${number}` : ''}" sheetId="${number}" r:id="s${number}"/>`,
        )
        .join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      relations(
        relation('styles', 'styles', 'styles.xml') +
          numbers
            .map((number) => relation(`s${number}`, 'worksheet', `worksheets/sheet${number}.xml`))
            .join(''),
      ),
    ],
    ['xl/styles.xml', STYLES],
  ];
}

const STYLES =
  `${DECLARED}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>` +
  `<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
  `<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
  `<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
  `<cellXfs count="3"><xf xfId="0"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>` +
  `</styleSheet>`;
