import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { RunningGateway } from '../support/gateway';
import type { SignsInWith } from '../support/person';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What the browser itself says about an answer that was a refusal; nothing a page can help. */
const ANSWER_WAS_REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/;

interface WindowOptions {
  readonly language?: 'de' | 'nl' | 'en';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
}

/** Somebody in front of our pages in a browser of their own, which remembers every complaint. */
export class Window {
  /** Console messages, errors of scripts, breaches of the content security policy. */
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly url: string,
  ) {
    page.on('console', (message) => {
      if (!ANSWER_WAS_REFUSED.test(message.text())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(
    browser: Browser,
    { url }: RunningGateway,
    { language = 'de', theme = 'light', width = 1440 }: WindowOptions = {},
  ): Promise<Window> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      locale: { de: 'de-DE', nl: 'nl-NL', en: 'en-GB' }[language],
      timezoneId: 'Europe/Berlin',
      colorScheme: theme,
    });
    context.setDefaultTimeout(15_000);
    return new Window(context, await context.newPage(), url);
  }

  async visit(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.settled();
  }

  /** The heading is there and nothing is being loaded. */
  async settled(): Promise<void> {
    await this.page.getByRole('heading', { level: 1 }).waitFor();
    await this.page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  }

  /** With a password, in German. */
  async signIn({ email, password }: SignsInWith): Promise<void> {
    await this.page.getByLabel('E-Mail-Adresse').fill(email);
    await this.page.getByLabel('Passwort').fill(password);
    await this.page.getByRole('button', { name: 'Anmelden' }).click();
  }

  /** What somebody with a screen reader or poor sight would stumble over; WCAG 2.2 AA and good practice. */
  async barriers(): Promise<string[]> {
    const session = await this.context.newCDPSession(this.page);
    const evaluate = async (expression: string): Promise<unknown> => {
      const asked = { expression, awaitPromise: true, returnByValue: true };
      const { result } = await session.send('Runtime.evaluate', asked);
      return result.value;
    };
    await evaluate(axe);
    const found = await evaluate(
      `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
        .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ').slice(0, 300)))`,
    );
    await session.detach();
    return found as string[];
  }

  /** For people to look at. */
  async picture(name: string): Promise<void> {
    const path = resolve('.data/screenshots', `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path, fullPage: true });
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
