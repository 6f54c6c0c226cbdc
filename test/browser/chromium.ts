import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const folder = resolve('.data/chromium');

/** A real Chromium that came with npm; it needs nothing of the machine but Linux. */
export async function launchChromium(): Promise<Browser> {
  mkdirSync(folder, { recursive: true });
  execFileSync(process.execPath, [join(__dirname, 'unpack-chromium.mjs')], {
    env: { ...process.env, TMPDIR: folder },
  });
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    env: {
      ...(process.env as Record<string, string>),
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  });
}
