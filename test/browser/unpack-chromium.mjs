/**
 * Unpacks the Chromium that npm brought into a folder, with the libraries it needs, so that nothing has to
 * be installed on the machine. The folder is where temporary files go for this process alone (`TMPDIR`).
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ready = join(tmpdir(), 'ready');
if (!existsSync(ready)) {
  mkdirSync(tmpdir(), { recursive: true });
  // The package unpacks its libraries only where it believes to need them.
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  await chromium.executablePath();
  // Its own list of fonts looks elsewhere.
  const fonts = join(tmpdir(), 'fonts');
  writeFileSync(
    join(fonts, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><cachedir>${join(tmpdir(), 'fonts-cache')}</cachedir></fontconfig>
`,
  );
  writeFileSync(ready, '');
}
