import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Database } from '@gateway/database';
import {
  DeliveryLists,
  type DeliveryCursor,
  type DeliveryFilter,
  type DeliveryPage,
  type ListedDelivery,
} from '@gateway/delivery';
import { GatewayError } from '@gateway/errors';
import { csvOf, pdfOf, xlsxOf, type Cell, type Table } from '@gateway/exports';
import { Injectable } from '@nestjs/common';
import { kitaPlanerTexts, type Texts } from '../texts';
import { listWords, type ListLanguage, type ListWords } from '../texts/list-words';

export const fileFormats = ['csv', 'xlsx', 'pdf'] as const;

export type FileFormat = (typeof fileFormats)[number];

export interface ListAsFileInput {
  readonly tenant: string;
  readonly actor: Actor;
  readonly connection: string;
  readonly view: 'open' | 'archive';
  readonly filter: DeliveryFilter;
  readonly format: FileFormat;
  readonly language: ListLanguage;
  /** How users know where a record stands: its Exportstatus, or the reason it was filed. */
  readonly statusOf: (record: ListedDelivery) => string;
}

export interface ListFile {
  readonly name: string;
  readonly mediaType: string;
  /** Read from the database as it is taken. */
  readonly chunks: AsyncIterable<Uint8Array | string>;
}

/** More than a person reads on paper. */
const PDF_ROWS = 2_000;

const PART = 500;

/** A PDF of so many records would be no use to anybody. */
class ListTooLong extends GatewayError {
  readonly kind = 'too-large';
  readonly code = 'LIST_TOO_LONG';

  constructor() {
    super('A PDF takes this many records at most; narrow the list down, or take CSV or XLSX', {
      most: PDF_ROWS,
    });
  }
}

const taken = auditEvent('kita-planer/list-taken', {
  log: 'security',
  object: 'connection',
  requires: ['code'],
});

/** What somebody sees in the Exportpuffer or its archive, as a file; without personal data but the child's key. */
@Injectable()
export class ListAsFile {
  constructor(
    private readonly database: Database,
    private readonly lists: DeliveryLists,
    private readonly audit: AuditTrail,
  ) {}

  /** That somebody took it is on record before the first byte. @throws {ListTooLong} */
  async run(input: ListAsFileInput): Promise<ListFile> {
    const { tenant, actor, connection, format, view, language } = input;
    const words = listWords[language];
    const now = new Date();
    const printed = format === 'pdf' ? await this.forPaper(input) : undefined;
    await this.database.tenant(tenant, (tx) =>
      this.audit.record(tx, taken({ tenant, actor, object: connection, code: format.toUpperCase() })),
    );
    const table = tableOf(printed ? inOne(printed) : this.parts(input), input);
    const name = `${words[view].toLowerCase().replace(/\W+/g, '-')}_${now.toISOString().slice(0, 10)}.${format}`;
    return { name, ...fileOf[format](table, aboutOf(words, printed?.length ?? 0, now)) };
  }

  /** @throws {ListTooLong} */
  private async forPaper(input: ListAsFileInput): Promise<ListedDelivery[]> {
    const all: ListedDelivery[] = [];
    for await (const part of this.parts(input)) {
      all.push(...part);
      if (all.length > PDF_ROWS) throw new ListTooLong();
    }
    return all;
  }

  private async *parts({ tenant, view, filter }: ListAsFileInput): AsyncGenerator<readonly ListedDelivery[]> {
    let after: DeliveryCursor | null = null;
    do {
      const part: DeliveryPage = await this.page(tenant, view, filter, after);
      yield part.items;
      after = part.next;
    } while (after);
  }

  private page(
    tenant: string,
    view: ListAsFileInput['view'],
    filter: DeliveryFilter,
    after: DeliveryCursor | null,
  ): Promise<DeliveryPage> {
    const asked = { after, limit: PART };
    return this.database.tenant(tenant, (tx) =>
      view === 'open' ? this.lists.open(tx, filter, asked) : this.lists.archived(tx, filter, asked),
    );
  }
}

interface About {
  readonly about: string;
  readonly page: (number: number) => string;
}

const aboutOf = ({ about, page }: ListWords, count: number, at: Date): About => ({
  about: about.replace('{{n}}', String(count)).replace('{{at}}', at.toISOString().slice(0, 10)),
  page: (number) => page.replace('{{n}}', String(number)),
});

const fileOf: Readonly<Record<FileFormat, (table: Table, about: About) => Omit<ListFile, 'name'>>> = {
  csv: (table) => ({ mediaType: 'text/csv; charset=utf-8', chunks: csvOf(table) }),
  xlsx: (table) => ({
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    chunks: xlsxOf(table),
  }),
  pdf: (table, about) => ({ mediaType: 'application/pdf', chunks: pdfOf(table, about) }),
};

async function* inOne(rows: readonly ListedDelivery[]): AsyncGenerator<readonly ListedDelivery[]> {
  yield await Promise.resolve(rows);
}

function tableOf(
  parts: AsyncIterable<readonly ListedDelivery[]>,
  { language, view, statusOf }: Pick<ListAsFileInput, 'language' | 'view' | 'statusOf'>,
): Table {
  const words = listWords[language];
  const { columns } = words;
  const texts = kitaPlanerTexts[language];
  return {
    ...{ title: words[view], language },
    columns: [
      { heading: columns.number, width: 4 },
      { heading: columns.status, width: 6 },
      { heading: columns.code, width: 4 },
      { heading: columns.message, width: 9 },
      { heading: columns.child, width: 6 },
      { heading: columns.facility, width: 5 },
      { heading: columns.attempts, width: 3 },
      { heading: columns.accepted, width: 5 },
      { heading: columns.changed, width: 5 },
    ],
    rows: (async function* () {
      for await (const part of parts)
        yield part.map((row) => cellsOf(row, words.status[statusOf(row)] ?? null, texts));
    })(),
  };
}

function cellsOf(row: ListedDelivery, status: string | null, texts: Texts): Cell[] {
  return [
    ...[row.number, status, row.cause, titleOf(row.cause, texts)],
    ...[String(row.refs.childId), String(row.refs.kitaId), row.attempts],
    ...[row.acceptedAt, row.archivedAt ?? row.updatedAt],
  ];
}

/** Null for a code of the Kita-Planer's own that nobody has explained. */
const titleOf = (code: string | null, { errors, uncertain, classes, gateway }: Texts): string | null =>
  code === null
    ? null
    : ((errors[code] ?? uncertain[code] ?? classes[code] ?? gateway[code.replace(/^HTTP_\d+$/, 'HTTP')])
        ?.title ?? null);
