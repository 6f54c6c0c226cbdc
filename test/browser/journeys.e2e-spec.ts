import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { createPerson, type SignsInWith } from '../support/person';
import { launchChromium } from './chromium';
import { HOSTILE_NAME, setScene, type Scene } from './scene';
import { Window } from './window';

/** In a real browser, against the real gateway, with a Kita-Planer that answers. */
describe('people at the pages', () => {
  let browser: Browser;
  let scene: Scene;
  let admin: SignsInWith;
  let auditor: SignsInWith;
  let window: Window;

  beforeAll(async () => {
    [browser, scene] = await Promise.all([launchChromium(), setScene()]);
    const { gateway, tenant } = scene;
    admin = await createPerson(gateway, { tenant: tenant.id, role: 'tenant_admin' });
    auditor = await createPerson(gateway, { tenant: tenant.id, role: 'auditor' });
  });

  afterAll(async () => {
    await browser.close();
    await scene.gateway.stop();
  });

  beforeEach(async () => {
    window = await Window.open(browser, scene.gateway);
  });

  afterEach(async () => {
    const { complaints } = window;
    await window.close();
    expect(complaints).toEqual([]);
  });

  const at = (path: string): string => `/t/${scene.tenant.id}/${path}`;

  const signedInAt = async (path: string, as = admin): Promise<void> => {
    await window.visit(at(path));
    await window.signIn(as);
    await window.page.getByRole('navigation', { name: 'Hauptnavigation' }).waitFor();
    await window.settled();
  };

  const expectToSee = (text: string | RegExp): Promise<void> => window.page.getByText(text).first().waitFor();

  it('says what is wrong with a sign-in, and leads to the page that was asked for', async () => {
    const { page } = window;
    await window.visit(at('records?status=UNGEKLAERT'));
    await window.signIn({ ...admin, password: 'falsch-falsch' });
    await expect(page.getByRole('alert').innerText()).resolves.toContain(
      'E-Mail-Adresse oder Passwort stimmen nicht.',
    );
    await window.signIn(admin);
    await page.getByRole('heading', { name: 'Protokoll' }).waitFor();
    await window.settled();
    await expect(page.locator('tbody tr').count()).resolves.toBe(1);
  });

  it('shows first what needs somebody, and leads from a cause to its records', async () => {
    const { page } = window;
    await signedInAt('overview');
    await expect(page.locator('.tile', { hasText: 'Zu prüfen' }).innerText()).resolves.toContain('6');
    await expect(page.locator('.tile', { hasText: 'Übertragen' }).innerText()).resolves.toContain('30');
    await page.getByRole('link', { name: 'Gruppe unbekannt' }).click();
    await page.getByRole('heading', { name: 'Protokoll' }).waitFor();
    await window.settled();
    expect(new URL(page.url()).searchParams.get('code')).toBe('KP-207');
    await expect(page.locator('tbody tr').count()).resolves.toBe(4);
  });

  it('explains a record in the split view by keyboard alone, and gives the focus back', async () => {
    const { page } = window;
    await signedInAt('records?code=KP-207');
    const first = page.locator('[data-row]').first();
    const number = await first.innerText();
    await first.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: `Datensatz ${number}` });
    await panel.getByText('Was ist zu tun?').waitFor();
    await expect(panel.innerText()).resolves.toContain('Gruppe unbekannt');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await expect(page.evaluate('document.activeElement.textContent')).resolves.toBe(number);
  });

  it('hides the child until somebody asks, and runs nothing that stands in a name', async () => {
    const { page } = window;
    await signedInAt('records?code=KP-207&child=Khostile');
    await page.locator('[data-row]').first().click();
    await page.getByRole('tab', { name: 'Daten' }).click();
    await expect(page.locator('.detail').innerText()).resolves.not.toContain('onerror');
    await page.getByRole('button', { name: 'Daten anzeigen' }).click();
    await page.getByText(HOSTILE_NAME).waitFor();
    await expect(page.locator('main img').count()).resolves.toBe(0);
    await expect(page.title()).resolves.toBe('Protokoll – Drehkreuz');
  });

  it('exports what the filter shows, and no cell of it is a formula', async () => {
    const { page } = window;
    await signedInAt('records?code=KP-207');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Als CSV exportieren' }).click(),
    ]);
    const lines = (await readFile(await file.path(), 'utf8')).split('\r\n').filter(Boolean);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toContain('Nummer;Status;Code;Meldung');
    expect(lines.slice(1).join()).toContain('KP-207;Gruppe unbekannt');
    for (const [name, beginning] of [
      ['Als Excel-Datei', 'PK'],
      ['Als PDF', '%PDF-1.7'],
    ] as const) {
      const [other] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ]);
      expect((await readFile(await other.path())).toString('latin1')).toMatch(new RegExp(`^${beginning}`));
    }
  });

  it('acts by plan: exact numbers, a reason, a batch to its end', async () => {
    const { page } = window;
    await signedInAt('inbox');
    const row = page.locator('tr.with-acts', { hasText: 'Gruppe unbekannt' });
    await page.getByRole('button', { name: /Ohne Export erledigen.*Gruppe unbekannt/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('4 Datensätze werden ohne Export erledigt.').waitFor();
    await dialog.getByRole('button', { name: '4 Datensätze erledigen' }).click();
    await expect(dialog.innerText()).resolves.toContain('Geben Sie einen Grund');
    await dialog.getByLabel('Grund').fill('von Hand nachgetragen');
    await dialog.getByRole('button', { name: '4 Datensätze erledigen' }).click();
    await dialog.getByText('Fertig. 4 von 4').waitFor();
    await dialog.getByRole('button', { name: 'Schließen' }).last().click();
    await row.waitFor({ state: 'detached' });
    await window.visit(at('batches'));
    await page
      .getByRole('row', { name: /Ohne Export erledigen.*Fertig.*4 von 4/ })
      .getByRole('link')
      .click();
    await page.getByText('von Hand nachgetragen').waitFor();
    await window.settled();
    await expect(page.locator('tbody tr').count()).resolves.toBe(4);
    await expect(page.locator('tbody').innerText()).resolves.toContain('erledigt');
    expect(await window.barriers()).toEqual([]);
  });

  it('keeps what was typed when the session ends in the middle of it', async () => {
    const { page } = window;
    await signedInAt('inbox');
    await page.getByRole('button', { name: /Export bestätigen.*Keine Antwort/ }).click();
    const plan = page.getByRole('dialog', { name: 'Export bestätigen' });
    await plan.getByLabel('Grund').fill('steht in der Träger-Ansicht');
    await window.context.clearCookies();
    await plan.getByRole('button', { name: '1 Datensatz bestätigen' }).click();
    const again = page.getByRole('dialog', { name: /Sitzung abgelaufen/ });
    await again.getByLabel('Passwort').fill(admin.password);
    await again.getByRole('button', { name: 'Anmelden' }).click();
    await again.waitFor({ state: 'detached' });
    await expect(plan.getByLabel('Grund').inputValue()).resolves.toBe('steht in der Träger-Ansicht');
    await plan.getByRole('button', { name: '1 Datensatz bestätigen' }).click();
    await plan.getByText('Fertig. 1 von 1').waitFor();
  });

  it('says what keeps a data source open, and takes the word that it is finished', async () => {
    const { page } = window;
    await signedInAt('sources?followUp=open');
    const before = await page.locator('tbody tr').count();
    await page.locator('[data-row]').first().click();
    await expectToSee('Was hält diese Datenquelle offen?');
    await page.getByRole('button', { name: 'Im Kita-Planer erledigt' }).click();
    await expectToSee('Als erledigt vermerkt.');
    await page
      .locator('tbody tr')
      .nth(before - 1)
      .waitFor({ state: 'detached' });
  });

  it('takes a certificate, says what is odd about it, and never shows a password', async () => {
    const { page } = window;
    await signedInAt(`connections?connection=${scene.connection.split('/').at(-1) ?? ''}`);
    await page.getByRole('tab', { name: 'Zugangsdaten' }).click();
    const { p12 } = scene.gateway.portal.clientP12('traeger-4711', 'geheim123', { traeger: '4711' });
    const file = { name: 'zertifikat.p12', mimeType: 'application/x-pkcs12', buffer: p12 };
    await page.getByLabel('Zertifikatsdatei (.p12)').setInputFiles(file);
    await page.getByLabel('Schnittstellenbenutzer', { exact: true }).fill('kita-gateway');
    await page.getByLabel('Kennwort der Datei', { exact: true }).fill('falsch');
    await page.getByRole('button', { name: 'Prüfen und hinterlegen' }).click();
    await page.getByText('Das Kennwort der Datei stimmt nicht.').waitFor();
    await page.getByLabel('Kennwort der Datei', { exact: true }).fill('geheim123');
    await page.getByRole('button', { name: 'Prüfen und hinterlegen' }).click();
    await page.getByText('Geprüft und als Version 2 hinterlegt.').waitFor();
    await page.getByRole('heading', { name: 'Zentraler Zugang, Version 2' }).waitFor();
    await expect(page.content()).resolves.not.toContain('geheim123');
  });

  it('saves schedule and real time, and tells the second of two who was first', async () => {
    const { page } = window;
    await signedInAt(`connections?connection=${scene.connection.split('/').at(-1) ?? ''}`);
    await page.getByRole('tab', { name: 'Zeitplan' }).click();
    await page.getByLabel('Von selbst exportieren').selectOption('0 2 * * *');
    const seen = await scene.tenant.expect<{ settings: object; name: string }>(200, scene.connection);
    await scene.tenant.expect(200, scene.connection, {
      method: 'PUT',
      body: { name: seen.name, settings: seen.settings, active: true },
    });
    await page.getByRole('button', { name: 'Speichern' }).click();
    await expectToSee('Jemand anderes hat diese Verbindung inzwischen geändert.');
  });

  it('shows an auditor everything, with nothing to press', async () => {
    const { page } = window;
    await signedInAt('records', auditor);
    await page.locator('[data-row]').first().click();
    await page.getByRole('tab', { name: 'Daten' }).click();
    await page.getByText('Ihre Rolle erlaubt es nicht, die Daten anzuzeigen.').waitFor();
    await expect(page.getByRole('checkbox').count()).resolves.toBe(0);
    await page.getByRole('link', { name: 'Nachweis' }).click();
    await page.getByRole('heading', { name: 'Nachweis' }).waitFor();
    await window.settled();
    await expect(page.locator('tbody tr').count()).resolves.toBeGreaterThan(0);
  });

  it('says that a tenant of somebody else is not there', async () => {
    await signedInAt('overview');
    await window.visit('/t/00000000-0000-7000-8000-000000000000/records');
    await expectToSee('Diesen Träger gibt es nicht, oder Sie haben dort keine Rechte.');
  });

  it('says that the network is gone, and goes on when it is back', async () => {
    const { page } = window;
    await signedInAt('calendar');
    await page.route('**/kita-planer/**', (route) => route.abort());
    await page.getByRole('link', { name: 'Protokoll' }).click();
    await expectToSee('Der Server ist nicht erreichbar. Es wurde nichts verändert.');
    await page.unroute('**/kita-planer/**');
    await page.getByRole('button', { name: 'Noch einmal laden' }).click();
    await page.locator('tbody tr').first().waitFor();
    window.complaints.splice(
      0,
      Infinity,
      ...window.complaints.filter((text) => !text.includes('ERR_FAILED')),
    );
  });

  it('leaves nothing behind after signing out', async () => {
    const { page } = window;
    await signedInAt('overview');
    await page.getByRole('button', { name: 'Abmelden' }).click();
    await expectToSee('Passwort vergessen?');
    await window.visit(at('records'));
    await expectToSee('Passwort vergessen?');
  });
});
