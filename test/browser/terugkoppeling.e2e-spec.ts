import { OsoSimulator } from '@connectors/oso/simulator';
import { egressAllow, feedbackInput, pointInput } from '@connectors/oso/testing';
import type { Browser } from 'playwright-core';
import { RunningGateway } from '../support/gateway';
import { BY, osoReady } from '../support/oso';
import { launchChromium } from './chromium';
import { Journey, looks } from './journey';

jest.setTimeout(240_000);

/** A samenwerkingsverband in a real browser, beside a Traffic Center and a school that answer. */
describe('people who look after Terugkoppelingen', () => {
  let browser: Browser;
  let simulator: OsoSimulator;
  let gateway: RunningGateway;
  let admin: Journey;
  let auditor: Journey;
  let connection: string;

  beforeAll(async () => {
    [browser, simulator] = await Promise.all([launchChromium(), OsoSimulator.start()]);
    gateway = await RunningGateway.start({ env: { EGRESS_ALLOW: egressAllow(simulator) } });
    const tenant = await gateway.tenant();
    connection = await osoReady(tenant, simulator);
    const send = (parts: object = {}): Promise<unknown> =>
      tenant.send(`${connection}/feedback`, { body: feedbackInput({ ...parts }), headers: BY });
    await send();
    await send({ doel: pointInput('oso2017', 103) });
    await send({ koppelsleutel: '00000000-0000-4000-8000-000000000000' });
    simulator.misbehave('school', { kind: 'abort' });
    await send();
    admin = await Journey.of(browser, gateway, tenant);
    auditor = await Journey.of(browser, gateway, tenant, 'auditor');
  });

  afterAll(async () => {
    await browser.close();
    await gateway.stop();
    await simulator.stop();
  });

  const detail = (): string => `connections?connection=${connection.split('/').at(-1) ?? ''}`;

  it('are told as many in the overview as the causes add up to, and that it has delivered', async () => {
    const window = await admin.begin('overview');
    const { page } = window;
    await expect(page.locator('.tile', { hasText: 'Zu prüfen' }).innerText()).resolves.toContain('3');
    const counts = await page.locator('.table-wrap td.number').allInnerTexts();
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(3);
    await expect(page.getByText('Noch nie erfolgreich').count()).resolves.toBe(0);
    await page.getByText('Zuletzt erfolgreich').waitFor();
    await page.getByRole('link', { name: 'Koppelsleutel unbekannt' }).click();
    await page.getByRole('heading', { name: 'Terugkoppelingen' }).waitFor();
    await page.locator('[data-row]').first().waitFor();
    await expect(page.locator('[data-row]').count()).resolves.toBe(1);
    await window.close();
    expect(window.complaints).toEqual([]);
  });

  it.each(looks)('have no barriers before them in %s, %s', async (language, theme) => {
    const window = await admin.begin('feedback', { language, theme });
    const { page } = window;
    const found: string[] = [];
    const look = async (name: string): Promise<void> => {
      await window.settled();
      found.push(...(await window.barriers()).map((barrier) => `${name}: ${barrier}`));
      await window.picture(`${language}-${theme}/${name}`);
    };
    await page.locator('[data-row]').first().click();
    await page.locator('.detail .timeline').waitFor();
    await look('terugkoppeling');
    await page.getByRole('tab').nth(1).click();
    await look('notificaties');
    await window.visit(admin.at(detail()));
    await look('oso-connection');
    await page.getByRole('tab').nth(1).click();
    await look('oso-certificate');
    await page.getByRole('tab').nth(2).click();
    await look('oso-profile');
    await window.close();
    expect([...found, ...window.complaints]).toEqual([]);
  });

  it('fits a window of 320 pixels', async () => {
    const window = await admin.begin('feedback', { width: 320 });
    await window.page.locator('[data-row]').first().click();
    await window.page.locator('.detail .timeline').waitFor();
    await window.picture('narrow/terugkoppeling');
    const width = await window.page.evaluate<number>('document.documentElement.scrollWidth');
    await window.close();
    expect(width).toBeLessThanOrEqual(320);
  });

  it('see the three layers of a code: as it came, what it means, and what the end user is told in Dutch', async () => {
    const window = await admin.begin('feedback?code=OnbekendeKoppelsleutel');
    const { page } = window;
    await page.locator('[data-row]').first().focus();
    await page.keyboard.press('Enter');
    const panel = page.locator('.detail');
    await panel.getByText('Koppelsleutel unbekannt').first().waitFor();
    await panel.getByText('Was ist zu tun?').waitFor();
    await panel.locator('code', { hasText: 'OnbekendeKoppelsleutel' }).waitFor();
    const dutch = await panel.locator('[lang="nl"] pre').innerText();
    expect(dutch).toMatch(/\(OnbekendeKoppelsleutel\)$/);
    await panel.getByText('Das heißt').waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await window.close();
    expect(window.complaints).toEqual([]);
  });

  it('are warned before they send again what may have arrived, and close the rest with a reason', async () => {
    const window = await admin.begin('feedback?state=ONZEKER');
    const { page } = window;
    await page.locator('[data-row]').first().click();
    await page.getByRole('button', { name: 'Erneut senden' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Die Schule hat sie vielleicht schon.').waitFor();
    await dialog.getByRole('button', { name: 'Erneut senden' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.detail .badge', { hasText: 'Bestätigt' }).waitFor();

    await window.visit(admin.at('feedback?state=AFGEWEZEN'));
    await page.locator('[data-row]').first().click();
    await page.getByRole('button', { name: 'Ohne Zustellung schließen' }).click();
    await dialog.getByRole('button', { name: 'Ohne Zustellung schließen' }).click();
    await dialog.getByText('Geben Sie einen Grund').waitFor();
    await dialog.getByLabel('Grund').fill('Schule hat abgesagt');
    await dialog.getByRole('button', { name: 'Ohne Zustellung schließen' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.detail .badge', { hasText: 'geschlossen' }).waitFor();
    await window.close();
    expect(window.complaints).toEqual([]);
  });

  it('test the connection step by step, and store a certificate that is never shown again', async () => {
    const window = await admin.begin(detail());
    const { page } = window;
    await page.getByRole('button', { name: 'Verbindung testen' }).click();
    await page.getByText('Die Verbindung funktioniert.').waitFor();
    await page.getByRole('tab', { name: 'Zugangsdaten' }).click();
    const buffer = simulator.certificates.supplierP12('00000001888888880000', 'geheim123');
    await page
      .getByLabel('Zertifikatsdatei (.p12)')
      .setInputFiles({ name: 'leverancier.p12', mimeType: 'application/x-pkcs12', buffer });
    await page.getByLabel('Kennwort der Datei').fill('falsch');
    await page.getByRole('button', { name: 'Prüfen und hinterlegen' }).click();
    await page.getByText('Das Kennwort der Datei stimmt nicht.').waitFor();
    await page.getByLabel('Kennwort der Datei').fill('geheim123');
    await page.getByRole('button', { name: 'Prüfen und hinterlegen' }).click();
    await page.getByText('Geprüft und als Version 2 hinterlegt.').waitFor();
    await expect(page.content()).resolves.not.toContain('geheim123');
    await page.getByRole('tab', { name: 'Version von OSO' }).click();
    await page.getByRole('combobox', { name: 'Version von OSO' }).selectOption('oso2018');
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByText('Gespeichert.').waitFor();
    await window.close();
    expect(window.complaints).toEqual([]);
  });

  it('shows an auditor everything, with nothing to press', async () => {
    const window = await auditor.begin('feedback?state=AFGEWEZEN');
    const { page } = window;
    await page.locator('[data-row]').first().click();
    await page.locator('.detail .timeline').waitFor();
    await expect(page.getByRole('button', { name: /Erneut senden|schließen …/ }).count()).resolves.toBe(0);
    await window.close();
    expect(window.complaints).toEqual([]);
  });
});
