import type { Browser } from 'playwright-core';
import { Visitor } from '../support/person';
import { launchChromium } from './chromium';
import { setScene, type Scene } from './scene';
import { Window } from './window';

const pages = [
  ...['overview', 'inbox', 'records', 'sources', 'connections', 'calendar', 'audit'],
  ...['settings', 'account', 'batches'],
];

/** Beside the users. */
const settingsTabs = ['keys', 'approvals', 'access'];
const languages = ['de', 'nl', 'en'] as const;
const themes = ['light', 'dark'] as const;
const looks = languages.flatMap((language) => themes.map((theme) => [language, theme] as const));

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly url: string;
}

function cookieOf({ cookie, gateway: { url } }: Visitor): Cookie {
  const [name = '', value = ''] = cookie.split('=');
  return { name, value, url };
}

/** Every page as everybody sees it; the pictures go to .data/screenshots. */
describe('how the pages look', () => {
  let browser: Browser;
  let scene: Scene;
  let cookie: Cookie;
  let operatorsCookie: Cookie;
  let batch: string;

  beforeAll(async () => {
    [browser, scene] = await Promise.all([launchChromium(), setScene()]);
    const { gateway, tenant } = scene;
    const admin = await Visitor.signedIn(gateway, { tenant: tenant.id, role: 'tenant_admin' });
    const operator = await Visitor.signedIn(gateway, 'operator');
    [cookie, operatorsCookie] = [cookieOf(admin), cookieOf(operator)];
    await admin.expect(201, `/tenants/${tenant.id}/approvals`, {
      body: { act: 'erase-child', subject: { childNumber: 'B00001' }, reason: 'Antrag der Eltern' },
    });
    const connection = scene.connection.split('/').at(-1);
    const { id } = await admin.expect<{ id: string }>(201, `/tenants/${tenant.id}/batches`, {
      body: { connection, action: 'resolve', filter: { status: 'PRUEFFEHLER' }, reason: 'Vertrag storniert' },
    });
    batch = id;
    await operator.expect(201, `/tenants/${tenant.id}/break-glass`, {
      body: { reason: 'Abgleich hängt', minutes: 60 },
    });
  });

  afterAll(async () => {
    await browser.close();
    await scene.gateway.stop();
  });

  const at = (path: string): string => `/t/${scene.tenant.id}/${path}`;

  it.each(looks)('has no barriers and no complaints in %s, %s', async (language, theme) => {
    const window = await Window.open(browser, scene.gateway, { language, theme });
    const found: string[] = [];
    const look = async (name: string): Promise<void> => {
      found.push(...(await window.barriers()).map((barrier) => `${name}: ${barrier}`));
      await window.picture(`${language}-${theme}/${name}`);
    };
    await window.visit('/sign-in');
    await look('sign-in');
    await window.context.addCookies([cookie]);
    for (const page of pages) {
      await window.visit(at(page));
      await look(page);
    }
    await window.visit(at('records?code=KP-207'));
    await window.page.locator('[data-row]').first().click();
    await window.settled();
    await look('record');
    await window.visit(at(`connections?connection=${scene.connection.split('/').at(-1) ?? ''}`));
    await window.page.getByRole('tab').nth(1).click();
    await window.settled();
    await look('credentials');
    await window.visit(at(`batches/${batch}`));
    await look('batch');
    await window.visit(at('settings'));
    for (const [index, name] of settingsTabs.entries()) {
      await window.page
        .getByRole('tab')
        .nth(index + 1)
        .click();
      await window.settled();
      await look(name);
    }
    await window.context.addCookies([operatorsCookie]);
    await window.visit(at('operator'));
    await look('operator');
    await window.close();
    expect([...found, ...window.complaints]).toEqual([]);
  });

  it('fits a window of 320 pixels without moving sideways', async () => {
    const window = await Window.open(browser, scene.gateway, { width: 320 });
    await window.context.addCookies([cookie]);
    const wide: string[] = [];
    for (const page of [...pages, 'records?code=KP-207&view=open']) {
      await window.visit(at(page));
      const width = await window.page.evaluate<number>('document.documentElement.scrollWidth');
      if (width > 320) wide.push(`${page}: ${width}`);
      await window.picture(`narrow/${page.split('?')[0] ?? ''}`);
    }
    await window.context.addCookies([operatorsCookie]);
    await window.visit(at('operator'));
    await window.picture('narrow/operator');
    const width = await window.page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > 320) wide.push(`operator: ${width}`);
    await window.close();
    expect(wide).toEqual([]);
  });

  it('loads at most 200 KB of compressed script for the first page', async () => {
    const window = await Window.open(browser, scene.gateway);
    const sizes: number[] = [];
    window.page.on('response', (response) => {
      if (response.url().endsWith('.js')) sizes.push(Number(response.headers()['content-length']));
    });
    await window.context.addCookies([cookie]);
    await window.visit(at('overview'));
    await window.close();
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
  });
});
