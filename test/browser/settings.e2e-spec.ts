import type { Browser, Locator } from 'playwright-core';
import { codeOf, createPerson, type SignsInWith } from '../support/person';
import { launchChromium } from './chromium';
import { setScene, type Scene } from './scene';
import { Window } from './window';

/** Who may do what, and what concerns only oneself, in a real browser. */
describe('people at the settings', () => {
  let browser: Browser;
  let scene: Scene;
  let admin: SignsInWith;
  let window: Window;
  const windows: Window[] = [];

  beforeAll(async () => {
    [browser, scene] = await Promise.all([launchChromium(), setScene()]);
    admin = await adminOf();
  });

  afterAll(async () => {
    await browser.close();
    await scene.gateway.stop();
  });

  beforeEach(async () => {
    window = await another();
  });

  afterEach(async () => {
    const complaints = windows.flatMap((each) => each.complaints);
    await Promise.all(windows.splice(0).map((each) => each.close()));
    expect(complaints).toEqual([]);
  });

  const adminOf = (): Promise<SignsInWith> =>
    createPerson(scene.gateway, { tenant: scene.tenant.id, role: 'tenant_admin' });

  const another = async (): Promise<Window> => {
    const opened = await Window.open(browser, scene.gateway);
    windows.push(opened);
    return opened;
  };

  const at = (path: string): string => `/t/${scene.tenant.id}/${path}`;

  const signedInAt = async (path: string, as = admin, in_ = window): Promise<void> => {
    await in_.visit(at(path));
    await in_.signIn(as);
    await in_.page.getByRole('navigation', { name: 'Hauptnavigation' }).waitFor();
    await in_.settled();
  };

  const settingsTab = async (tab: string, as = admin, in_ = window): Promise<void> => {
    await signedInAt('settings', as, in_);
    await in_.page.getByRole('tab', { name: tab }).click();
    await in_.settled();
  };

  const dialogOf = ({ page }: Window): Locator => page.getByRole('dialog');

  it('invites somebody, who chooses a password and comes in, gets another role and is removed', async () => {
    const { page } = window;
    await settingsTab('Benutzer');
    await page.getByRole('button', { name: 'Benutzer einladen' }).click();
    const dialog = dialogOf(window);
    await dialog.getByLabel('Name', { exact: true }).fill('Nadia Neu (erfunden)');
    await dialog.getByLabel('E-Mail-Adresse').fill('nadia.neu@example.org');
    await dialog.getByRole('button', { name: 'Hinzufügen' }).click();
    const link = new URL(await dialog.locator('pre').innerText());
    expect(await window.barriers()).toEqual([]);
    await dialog.getByRole('button', { name: 'Schließen' }).last().click();

    const theirs = await another();
    await theirs.visit(`${link.pathname}${link.hash}`);
    await theirs.page.getByLabel('Neues Passwort').fill('kurz-kurz-1');
    await theirs.page.getByLabel('Neues Passwort').fill('Kuchen-und-Regen-42');
    await theirs.page.getByRole('button', { name: 'Passwort speichern' }).click();
    await theirs.page.getByRole('heading', { name: 'Übersicht' }).waitFor();
    await expect(theirs.page.getByRole('link', { name: 'Einstellungen' }).count()).resolves.toBe(0);

    await page.reload();
    await window.settled();
    await page.getByRole('button', { name: /Nadia Neu/ }).click();
    await dialog.getByText(/Chrom.*zuletzt/).waitFor();
    await dialog.getByLabel('Rolle').selectOption('auditor');
    await dialog.getByRole('button', { name: 'Rolle ändern' }).click();
    await page.getByRole('row', { name: /Nadia Neu.*Prüf/ }).waitFor();
    await dialog.getByRole('button', { name: 'Entfernen …' }).click();
    await dialog.getByRole('button', { name: 'Entfernen', exact: true }).click();
    await page.getByText('Nadia Neu (erfunden) ist entfernt.').waitFor();
    await theirs.page.reload();
    await theirs.page.getByText('Passwort vergessen?').waitFor();
  });

  it('signs somebody out everywhere and hands out a link for a new password', async () => {
    const { page } = window;
    const forgetful = await createPerson(scene.gateway, { tenant: scene.tenant.id, role: 'clerk' });
    const theirs = await another();
    await signedInAt('overview', forgetful, theirs);
    await settingsTab('Benutzer');
    await page
      .getByRole('row', { name: new RegExp(forgetful.email) })
      .getByRole('button')
      .click();
    await dialogOf(window).getByRole('button', { name: 'Link für ein neues Passwort erstellen' }).click();
    const link = new URL(await dialogOf(window).locator('pre').innerText());
    await dialogOf(window).getByText('Nirgends angemeldet.').waitFor();
    await theirs.visit(`${link.pathname}${link.hash}`);
    await theirs.page.getByLabel('Neues Passwort').fill('Regen-und-Kuchen-42');
    await theirs.page.getByRole('button', { name: 'Passwort speichern' }).click();
    await theirs.page.getByRole('heading', { name: 'Übersicht' }).waitFor();
    expect(new URL(theirs.page.url()).hash).toBe('');
  });

  it('shows a key once; it works until somebody revokes it', async () => {
    const { page } = window;
    await settingsTab('API-Schlüssel');
    await page.getByRole('button', { name: 'Neuer Schlüssel' }).click();
    const dialog = dialogOf(window);
    await dialog.getByLabel('Bezeichnung').fill('Quellsystem');
    await dialog.getByLabel('Verbindungen sehen').check();
    await dialog.getByRole('button', { name: 'Schlüssel erstellen' }).click();
    const token = await dialog.locator('pre').innerText();
    expect(await window.barriers()).toEqual([]);
    await dialog.getByRole('button', { name: 'Ich habe den Schlüssel hinterlegt' }).click();
    await page.getByRole('row', { name: /Quellsystem.*Gültig/ }).waitFor();
    await expect(page.content()).resolves.not.toContain(token);
    const url = `${scene.gateway.url}/api/v1/tenants/${scene.tenant.id}${scene.connection}`;
    const ask = (bearer: string): Promise<Response> =>
      fetch(url, { headers: { authorization: `Bearer ${bearer}` } });
    expect((await ask(token)).status).toBe(200);

    await page.getByRole('button', { name: 'Quellsystem erneuern' }).click();
    await dialog.getByRole('button', { name: 'Erneuern' }).click();
    const renewed = await dialog.locator('pre').innerText();
    expect((await ask(renewed)).status).toBe(200);
    await dialog.getByRole('button', { name: 'Ich habe den Schlüssel hinterlegt' }).click();
    await page.getByRole('button', { name: 'Quellsystem sperren' }).first().click();
    await dialog.getByRole('button', { name: 'Sperren' }).click();
    await page.getByRole('row', { name: /Quellsystem.*Gesperrt/ }).waitFor();
    expect((await ask(renewed)).status).toBe(401);
  });

  it('erases a child only once a second person has agreed', async () => {
    const { page } = window;
    await settingsTab('Freigaben');
    await page.getByRole('button', { name: 'Löschung eines Kindes beantragen' }).click();
    const dialog = dialogOf(window);
    await dialog.getByLabel('Betreuter-Nr. des Kindes').fill('B00007');
    await dialog.getByLabel('Grund').fill('Antrag der Eltern vom November');
    await dialog.getByRole('button', { name: 'Beantragen' }).click();
    await page.getByText('Beantragt. Eine andere Person muss zustimmen.').waitFor();
    await page.getByRole('button', { name: /Kind löschen B00007/ }).click();
    await dialog.getByText('Eine andere Person muss entscheiden').waitFor();
    await expect(dialog.getByRole('button', { name: 'Zustimmen und ausführen' }).count()).resolves.toBe(0);

    const theirs = await another();
    await settingsTab('Freigaben', await adminOf(), theirs);
    await theirs.page.getByRole('button', { name: /Kind löschen B00007/ }).click();
    await theirs.page.getByText('Antrag der Eltern vom November').waitFor();
    expect(await theirs.barriers()).toEqual([]);
    await theirs.page.getByRole('button', { name: 'Zustimmen und ausführen' }).click();
    await theirs.page.getByRole('row', { name: /Kind löschen B00007.*Zugestimmt und ausgeführt/ }).waitFor();
  });

  it('shows an operator no record without a reason the tenant reads, and for no longer than that', async () => {
    const operator = await createPerson(scene.gateway, 'operator');
    const { page } = window;
    await window.visit(at('records'));
    await window.signIn(operator);
    await page.getByRole('button', { name: 'Einrichten' }).click();
    const secret = await page.locator('pre').innerText();
    await page.getByLabel('Code aus der App').fill(codeOf(secret));
    await page.getByRole('button', { name: 'Weiter' }).click();
    await page.getByRole('button', { name: 'Ich habe die Codes aufbewahrt' }).click();
    await page.getByText('Keine Berechtigung').waitFor();
    await window.settled();
    await page.getByRole('button', { name: 'Einsicht freigeben …' }).click();
    const dialog = dialogOf(window);
    await dialog.getByLabel('Grund').fill('Vorgang 4711: Abgleich hängt');
    await dialog.getByLabel('Vorgangsnummer').fill('4711');
    await dialog.getByRole('button', { name: 'Einsicht nehmen' }).click();
    await page.getByText('Sie sehen Datensätze noch 15 Minuten lang').waitFor();
    await page.locator('[data-row]').first().waitFor();
    await window.settled();
    expect(await window.barriers()).toEqual([]);

    const theirs = await another();
    await settingsTab('Einsicht des Betreibers', admin, theirs);
    await theirs.page.getByText('Vorgang 4711: Abgleich hängt').waitFor();
    await theirs.page.getByText(/Läuft bis/).waitFor();

    await page.getByRole('button', { name: 'Einsicht beenden' }).click();
    await page.getByText('Keine Berechtigung').waitFor();
    await page.getByRole('link', { name: 'Betrieb' }).click();
    await page.getByRole('row', { name: /Träger .*erfunden/ }).waitFor();
    await page.getByLabel('Organisation suchen').fill('gibt es nicht');
    await page.getByText('Keine Organisation heißt so.').waitFor();
    await page.getByLabel('Organisation suchen').fill('');
    await page.getByRole('button', { name: 'Neue Organisation' }).click();
    await dialog.getByLabel('Name der Organisation').fill('Träger Neu (erfunden)');
    await dialog.getByRole('button', { name: 'Anlegen' }).click();
    await page.getByRole('link', { name: 'Träger Neu (erfunden)' }).waitFor();
    await expect(page.content()).resolves.not.toMatch(/K000\d\d/);
  });

  it('changes one’s own password, ends other devices and sets up a second factor', async () => {
    const person = await createPerson(scene.gateway, { tenant: scene.tenant.id, role: 'clerk' });
    const elsewhere = await another();
    await signedInAt('overview', person, elsewhere);
    const { page } = window;
    await signedInAt('overview', person);
    await page.getByRole('link', { name: 'Mein Konto' }).click();
    await page.getByRole('button', { name: /abmelden$/ }).click();
    await page.getByText('Dort abgemeldet.').waitFor();
    await elsewhere.page.reload();
    await elsewhere.page.getByText('Passwort vergessen?').waitFor();

    await page.getByLabel('Bisheriges Passwort').fill('falsch-falsch-1');
    await page.getByLabel('Neues Passwort').fill('Regen-und-Kuchen-43');
    await page.getByRole('button', { name: 'Passwort ändern' }).click();
    await page.getByText('Das bisherige Passwort stimmt nicht.').waitFor();
    await page.getByLabel('Bisheriges Passwort').fill(person.password);
    await page.getByRole('button', { name: 'Passwort ändern' }).click();
    await page.getByText('Das Passwort ist geändert.').waitFor();

    await page.getByRole('button', { name: 'Einrichten' }).click();
    const secret = await page.locator('pre').innerText();
    await page.getByLabel('Code aus der App').fill(codeOf(secret));
    await page.getByRole('button', { name: 'Weiter' }).click();
    await page.getByText('Wiederherstellungscodes').first().waitFor();
    const [recovery = ''] = (await page.locator('pre').innerText()).split('\n');
    expect(await window.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Ich habe die Codes aufbewahrt' }).click();
    await page.getByText('Eingerichtet', { exact: true }).waitFor();

    await elsewhere.signIn({ ...person, password: 'Regen-und-Kuchen-43' });
    await elsewhere.page.getByLabel('Code aus der App').fill('000000');
    await elsewhere.page.getByRole('button', { name: 'Weiter' }).click();
    await elsewhere.page.getByText('Der Code stimmt nicht oder ist abgelaufen.').waitFor();
    await elsewhere.page.getByLabel('Code aus der App').fill(recovery);
    await elsewhere.page.getByRole('button', { name: 'Weiter' }).click();
    await elsewhere.page.getByRole('heading', { name: 'Übersicht' }).waitFor();
  });
});
