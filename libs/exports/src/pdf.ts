import PDFDocument from 'pdfkit';
import { momentOf, type Cell, type Table } from './table';

const REGULAR = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
const BOLD = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf');

/** Points. */
const MARGIN = 36;
const PADDING = 3;
const SMALL = 8;
const LARGE = 16;

/** Longer texts end in an ellipsis. */
const MOST = 300;

type Document = InstanceType<typeof PDFDocument>;

/** What a PDF says beside the table itself. */
export interface PdfTexts {
  /** Below the title: what is in it. */
  readonly about: string;
  /** Of a page: `Seite 3`. */
  readonly page: (number: number) => string;
}

/**
 * A table as a document for people and for screen readers: tagged (title, paragraph, one table with column
 * headers), with its language and title, fonts embedded. Holds nothing that runs.
 */
export async function* pdfOf(table: Table, texts: PdfTexts): AsyncGenerator<Buffer> {
  const document = new PDFDocument({
    ...{ size: 'A4', layout: 'landscape', margin: MARGIN, pdfVersion: '1.7' },
    ...{ tagged: true, displayTitle: true, lang: table.language, font: REGULAR },
    info: { Title: plain(table.title), Producer: 'Drehkreuz', Creator: 'Drehkreuz' },
  });
  const sheet = new Sheet(document, table, texts);
  sheet.begin();
  for await (const part of table.rows) {
    for (const row of part) sheet.add(row);
    yield* written(document);
  }
  sheet.end();
  document.end();
  yield* document as unknown as AsyncIterable<Buffer>;
}

function* written(document: Document): Generator<Buffer> {
  for (let chunk = document.read() as Buffer | null; chunk; chunk = document.read() as Buffer | null)
    yield chunk;
}

class Sheet {
  private readonly root;
  private readonly structure;
  private readonly widths: readonly number[];
  private y = MARGIN;
  private page = 1;

  constructor(
    private readonly document: Document,
    private readonly table: Table,
    private readonly texts: PdfTexts,
  ) {
    this.root = document.struct('Document');
    this.structure = document.struct('Table');
    const all = table.columns.reduce((sum, { width }) => sum + width, 0);
    this.widths = table.columns.map(({ width }) => (width / all) * (document.page.width - 2 * MARGIN));
  }

  begin(): void {
    const { document, root, table, texts } = this;
    document.addStructure(root);
    const line = (tag: string, text: string, size: number): void => {
      const write = (): void => void document.fontSize(size).text(plain(text), MARGIN, this.y);
      root.add(document.struct(tag, {}, write));
      this.y = document.y + PADDING * 2;
    };
    document.font(BOLD);
    line('H1', table.title, LARGE);
    document.font(REGULAR);
    line('P', texts.about, SMALL + 2);
    root.add(this.structure);
    this.footer();
    const heads = table.columns.map(({ heading }) => plain(heading));
    document.font(BOLD).fontSize(SMALL);
    this.row('TH', heads);
    document.font(REGULAR);
  }

  add(row: readonly Cell[]): void {
    const texts = row.map(textOf);
    if (this.y + this.heightOf(texts) > this.bottom) this.turn();
    this.row('TD', texts);
  }

  end(): void {
    this.structure.end();
    this.root.end();
  }

  private row(tag: 'TH' | 'TD', texts: readonly string[]): void {
    const { document } = this;
    const structure = document.struct('TR');
    this.structure.add(structure);
    const options: object = tag === 'TH' ? { scope: 'Column' } : {};
    const height = this.heightOf(texts);
    this.inPlaces(texts, (text, x, width) =>
      structure.add(document.struct(tag, options, () => this.write(text, x, width))),
    );
    structure.end();
    this.rule(height);
  }

  /** The columns' names again, for the eye alone. */
  private turn(): void {
    const { document } = this;
    document.addPage();
    this.page += 1;
    this.y = MARGIN;
    this.footer();
    const heads = this.table.columns.map(({ heading }) => plain(heading));
    document.font(BOLD).fontSize(SMALL);
    const height = this.heightOf(heads);
    document.markContent('Artifact', { type: 'Layout' });
    this.inPlaces(heads, (text, x, width) => this.write(text, x, width));
    document.endMarkedContent();
    document.font(REGULAR);
    this.rule(height);
  }

  private footer(): void {
    const { document } = this;
    document.markContent('Artifact', { type: 'Pagination' });
    document
      .fontSize(SMALL)
      .text(plain(this.texts.page(this.page)), MARGIN, document.page.height - MARGIN - SMALL * 1.5, {
        lineBreak: false,
      });
    document.endMarkedContent();
  }

  private rule(height: number): void {
    const { document } = this;
    this.y += height;
    document.markContent('Artifact', { type: 'Layout' });
    document
      .moveTo(MARGIN, this.y - PADDING)
      .lineTo(document.page.width - MARGIN, this.y - PADDING)
      .lineWidth(0.25)
      .stroke();
    document.endMarkedContent();
  }

  private get bottom(): number {
    return this.document.page.height - MARGIN - SMALL * 3;
  }

  private heightOf(texts: readonly string[]): number {
    const heights = texts.map((text, index) =>
      this.document.heightOfString(text, { width: (this.widths[index] ?? 0) - 2 * PADDING }),
    );
    return Math.max(...heights) + 2 * PADDING;
  }

  private inPlaces(texts: readonly string[], draw: (text: string, x: number, width: number) => void): void {
    let x = MARGIN;
    for (const [index, text] of texts.entries()) {
      const width = this.widths[index] ?? 0;
      draw(text, x + PADDING, width - 2 * PADDING);
      x += width;
    }
  }

  private write(text: string, x: number, width: number): void {
    this.document.fontSize(SMALL).text(text, x, this.y, { width });
  }
}

function textOf(cell: Cell): string {
  if (cell === null || cell === '') return '–';
  return plain(cell instanceof Date ? momentOf(cell) : String(cell));
}

/** Control characters, and those that turn the direction of what follows, could make a page say something else. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ');
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}
