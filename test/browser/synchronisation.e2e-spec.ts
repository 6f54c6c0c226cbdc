import { SchulconnexSimulator } from '@connectors/schulconnex/simulator';
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { RunningGateway } from '../support/gateway';
import { launchChromium } from './chromium';
import { Journey, looks } from './journey';
import { schoolReady } from './school';
import type { Window } from './window';

jest.setTimeout(240_000);

/** A school's secretary in a real browser, beside a Schulconnex service that answers. */
describe('people who synchronise', () => {
  let browser: Browser;
  let simulator: SchulconnexSimulator;
  let gateway: RunningGateway;
  let clerk: Journey;
  let auditor: Journey;

  beforeAll(async () => {
    [browser, simulator] = await Promise.all([launchChromium(), SchulconnexSimulator.start()]);
    gateway = await RunningGateway.start({
      env: { EGRESS_ALLOW: `127.0.0.1:${simulator.port}=127.0.0.0/8` },
    });
    const tenant = await gateway.tenant();
    await schoolReady(tenant, simulator);
    clerk = await Journey.of(browser, gateway, tenant, 'clerk');
    auditor = await Journey.of(browser, gateway, tenant, 'auditor');
  });

  afterAll(async () => {
    await browser.close();
    await gateway.stop();
    await simulator.stop();
  });

  const state = (window: Window, words: string | RegExp): Promise<void> =>
    window.page.locator('.card .badge', { hasText: words }).first().waitFor();

  const runPath = (window: Window): string =>
    new URL(window.page.url()).pathname.split('/').slice(3).join('/') + new URL(window.page.url()).search;

  let run = '';

  it('begin with nothing written, and see what is asked in the overview and the inbox', async () => {
    const window = await clerk.begin('synchronisation');
    const { page } = window;
    await page.getByText('Noch keine Synchronisation.').waitFor();
    await page.getByRole('button', { name: 'Synchronisation beginnen' }).click();
    await page.getByRole('button', { name: 'Abgleich beginnen' }).click();
    await state(window, 'Personen: Entscheidung nötig');
    run = runPath(window);
    await window.visit(clerk.at('inbox'));
    await page.getByRole('link', { name: 'Offene Entscheidungen der Synchronisation' }).waitFor();
    await expect(page.getByText('Alles erledigt.').count()).resolves.toBe(0);
    await window.visit(clerk.at('overview'));
    await expect(page.locator('.tile', { hasText: 'Zu prüfen' }).innerText()).resolves.toContain('3');
    await expect(page.getByRole('link', { name: 'Protokoll' }).count()).resolves.toBe(0);
    await window.visit(clerk.at('records'));
    await page.getByText('Dieser Mandant nutzt andere Schnittstellen.').waitFor();
    await window.close();
    expect(window.complaints).toEqual([]);
    expect(simulator.journal.lines().filter((line) => !/^GET |\/token/.test(line))).toEqual([]);
  });

  it.each(looks)('have no barriers before them in %s, %s', async (language, theme) => {
    const window = await clerk.begin('synchronisation', { language, theme });
    const found: string[] = [];
    const look = async (name: string): Promise<void> => {
      await window.settled();
      found.push(...(await window.barriers()).map((barrier) => `${name}: ${barrier}`));
      await window.picture(`${language}-${theme}/${name}`);
    };
    await look('synchronisations');
    await window.visit(clerk.at(run));
    await window.page.locator('.decisions table').waitFor();
    await look('synchronisation-decisions');
    await window.page.getByRole('tab').nth(1).click();
    await window.page.locator('tbody tr').first().waitFor();
    await look('synchronisation-plan');
    await window.visit(clerk.at('inbox'));
    await look('inbox-schulconnex');
    await window.close();
    expect([...found, ...window.complaints]).toEqual([]);
  });

  it('fits a window of 320 pixels', async () => {
    const window = await clerk.begin(run, { width: 320 });
    await window.page.locator('.decisions table').waitFor();
    await window.picture('narrow/synchronisation');
    const width = await window.page.evaluate<number>('document.documentElement.scrollWidth');
    await window.close();
    expect(width).toBeLessThanOrEqual(320);
  });

  it('see both sides of a question, answer one by one and in sets, and confirm exactly that plan', async () => {
    const window = await clerk.begin(run);
    const { page } = window;
    await page.locator('[data-question]', { hasText: 'p-3' }).focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'Dieselbe Person?' });
    await panel.getByRole('cell', { name: 'Müstermann stimmt überein' }).waitFor();
    await panel.getByRole('cell', { name: '01', exact: false }).first().waitFor();
    await panel.getByText('nur hier').first().waitFor();
    await panel.getByRole('button', { name: 'Ja, dasselbe' }).click();
    await page.getByText('1 Antwort gespeichert.').first().waitFor();
    const focused = page.locator('.decisions .detail:focus');
    await focused.getByText('Soll die Schule diese Person übernehmen?').waitFor();
    await focused.getByRole('heading', { name: 'Müstermann, Emma' }).waitFor();
    await page.getByRole('button', { name: 'Für alle 2 offenen: So lassen' }).click();
    await page.getByText('Alles beantwortet.').waitFor();
    await page.getByRole('button', { name: 'Plan mit den Antworten neu machen' }).click();
    await page.getByText('Keine Frage offen.').waitFor();

    await page.getByRole('tab', { name: 'Plan' }).click();
    await page.getByLabel('Was geschieht').selectOption('update');
    await page.getByRole('button', { name: 'Änderungen zeigen' }).first().click();
    await page.getByText('Adele → Ada').waitFor();

    await page.getByRole('button', { name: /^Plan bestätigen/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Personen: aktualisieren 2').waitFor();
    await dialog.getByText('Personen: anlegen 1').waitFor();
    await dialog.getByRole('button', { name: 'Bestätigen und schreiben' }).click();
    await state(window, 'Gruppen: Entscheidung nötig');
    await window.close();
    expect(window.complaints).toEqual([]);
  });

  it('leave a run and take it up, to its report in numbers, as a table and as text', async () => {
    const window = await clerk.begin(run);
    const { page } = window;
    await page.getByRole('button', { name: 'So lassen' }).click();
    await page.getByRole('button', { name: 'Plan mit den Antworten neu machen' }).click();
    await page.getByText('Keine Frage offen.').waitFor();
    await page.getByRole('button', { name: /^Plan bestätigen/ }).click();
    await page.getByRole('button', { name: 'Bestätigen und schreiben' }).click();
    await page.getByText('Die Synchronisation war erfolgreich.').waitFor();
    await expect(page.getByRole('row', { name: /^angelegt/ }).innerText()).resolves.toMatch(/1\s+1\s+3\s+1/);
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Als CSV exportieren' }).click(),
    ]);
    await expect(readFile(await table.path(), 'utf8')).resolves.toContain('Personen;S-1;aktualisieren');
    const [text] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Als Text speichern' }).click(),
    ]);
    await expect(readFile(await text.path(), 'utf8')).resolves.toContain(
      'Die Synchronisation war erfolgreich.',
    );
    expect(await window.barriers()).toEqual([]);
    await window.picture('de-light/synchronisation-report');
    await window.visit(clerk.at('inbox'));
    await page.getByText('Alles erledigt.').waitFor();
    await window.close();
    expect(window.complaints).toEqual([]);
  });

  it('call a trial off, and choose groups for the next', async () => {
    const window = await clerk.begin('synchronisation');
    const { page } = window;
    await page.getByRole('button', { name: 'Synchronisation beginnen' }).click();
    await page.getByLabel('Nur bestimmte Gruppen mit ihren Personen').check();
    await page.getByLabel('Klasse 7a (1)').check();
    await page.getByText('1 Gruppe ausgewählt').waitFor();
    await page.getByLabel('Nur zur Probe: nichts schreiben').check();
    await page.getByRole('button', { name: 'Abgleich beginnen' }).click();
    await page.getByRole('link', { name: 'Alle Synchronisationen' }).waitFor();
    await page.getByText('1 Gruppe · nur Probe').waitFor();
    await page
      .locator('.card .badge', { hasText: /Entscheidung nötig|Abgeschlossen/ })
      .first()
      .waitFor();
    await window.close();
    expect(window.complaints).toEqual([]);
  });

  it('shows an auditor the run and no person, with nothing to press', async () => {
    const window = await auditor.begin(run);
    const { page } = window;
    await page.getByText('Die Synchronisation war erfolgreich.').waitFor();
    await page.getByRole('tab', { name: 'Plan' }).click();
    await page.locator('tbody tr').first().waitFor();
    await expect(page.getByRole('button', { name: 'Änderungen zeigen' }).count()).resolves.toBe(0);
    await window.close();
    expect(window.complaints).toEqual([]);
  });
});
