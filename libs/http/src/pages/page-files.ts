import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Coding = 'br' | 'gzip' | 'identity';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Already packed, or too small to gain anything. */
const PACKED = new Set(['.png', '.ico', '.woff2']);
const WORTH_BYTES = 1_024;

/** One file of the pages, packed once however often it is asked for. */
export class PageFile {
  private readonly packed = new Map<Coding, Promise<Buffer>>();

  constructor(
    private readonly bytes: Buffer,
    private readonly extension: string,
  ) {}

  get type(): string {
    return TYPES[this.extension] ?? 'application/octet-stream';
  }

  get packable(): boolean {
    return !PACKED.has(this.extension) && this.bytes.length >= WORTH_BYTES;
  }

  content(coding: Coding): Promise<Buffer> {
    if (coding === 'identity' || !this.packable) return Promise.resolve(this.bytes);
    const packed = this.packed.get(coding) ?? PACK[coding](this.bytes);
    this.packed.set(coding, packed);
    return packed;
  }
}

const PACK = {
  br: (bytes: Buffer): Promise<Buffer> =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Buffer): Promise<Buffer> => promisify(gzip)(bytes, { level: 9 }),
};

/** The built pages, held in memory; read again when they were built again. */
export class PageFiles {
  private files: ReadonlyMap<string, PageFile> = new Map();
  private builtAt = 0;

  constructor(private readonly folder: string) {}

  /** The file at a path that begins with `/`. */
  find(path: string): PageFile | undefined {
    this.refresh();
    return this.files.get(path);
  }

  private refresh(): void {
    const index = join(this.folder, 'index.html');
    const builtAt = existsSync(index) ? statSync(index).mtimeMs : 0;
    if (builtAt === this.builtAt) return;
    this.builtAt = builtAt;
    this.files = builtAt === 0 ? new Map() : filesIn(this.folder);
  }
}

function filesIn(folder: string): Map<string, PageFile> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const address = `/${relative(folder, path).split(sep).join('/')}`;
      return [address, new PageFile(readFileSync(path), extname(name))] as const;
    }),
  );
}
