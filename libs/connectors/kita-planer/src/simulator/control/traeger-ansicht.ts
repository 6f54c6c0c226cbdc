import { moment } from '../portal/dates';
import type { Datenquelle, Datensatz } from '../portal/logbook';
import type { Portal } from '../portal/portal';
import { html, type Html } from './html';
import {
  addressOf,
  importsOf,
  NOBODY,
  onPage,
  readSelection,
  ROWS_PER_PAGE,
  type Selection,
  type Tab,
} from './selection';

/** The page as it looks for this address. */
export function traegerAnsicht(portal: Portal, query: URLSearchParams): Html {
  const selection = readSelection(query, portal);
  const imports = importsOf(portal, selection);
  return html`<!doctype html>
    <html lang="de">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${TABS[selection.tab]} – Träger-Ansicht (Simulator)</title>
        <link rel="stylesheet" href="/traeger-ansicht.css" />
      </head>
      <body>
        <a class="skip" href="#inhalt">Zum Inhalt springen</a>
        <header>
          <h1>Träger-Ansicht</h1>
          <p>Simulator des Kita-Planers. Alle Personen sind erfunden.</p>
        </header>
        ${traegerForm(portal, selection)}
        <nav aria-label="Ansichten">${tab('importe', selection)}${tab('datensaetze', selection)}</nav>
        <main id="inhalt" tabindex="-1">
          <h2>${TABS[selection.tab]}</h2>
          ${selection.erledigt && html`<p role="status">Datensatz ${selection.erledigt} wurde ohne Import erledigt.</p>`}
          ${selection.tab === 'importe' ? importsTab(imports, selection) : recordsTab(portal, imports, selection)}
        </main>
      </body>
    </html> `;
}

const TABS: Readonly<Record<Tab, string>> = {
  importe: 'Importe der ausgewählten Träger',
  datensaetze: 'Datensätze der ausgewählten Importe',
};

function tab(name: Tab, selection: Selection): Html {
  const current = name === selection.tab ? html` aria-current="page"` : '';
  return html`<a href="?${addressOf({ ...selection, tab: name, seite: 1 })}" ${current}>${TABS[name]}</a>`;
}

function traegerForm(portal: Portal, selection: Selection): Html {
  const choices = [
    ...[...portal.traeger.values()].map(({ kennung, name }) => [kennung, `${kennung} ${name}`] as const),
    [NOBODY, 'ohne Zuordnung'] as const,
  ];
  const box = ([kennung, label]: readonly [string, string]): Html =>
    html`<label
      ><input
        type="checkbox"
        name="traeger"
        value="${kennung}"
        ${checked(selection.traeger.includes(kennung))}
      />
      ${label}</label
    >`;
  return html`<form method="get" action="/traeger-ansicht">
    <fieldset>
      <legend>Träger</legend>
      ${choices.map(box)} <input type="hidden" name="tab" value="importe" /><button>Auswahl anzeigen</button>
    </fieldset>
  </form>`;
}

const checked = (yes: boolean): Html | string => (yes ? html` checked` : '');

function importsTab(imports: readonly Datenquelle[], selection: Selection): Html {
  if (imports.length === 0) return html`<p>Für die ausgewählten Träger gibt es noch keine Importe.</p>`;
  return html`<form method="get" action="/traeger-ansicht">
      <input type="hidden" name="tab" value="datensaetze" />
      ${selection.traeger.map((kennung) => html`<input type="hidden" name="traeger" value="${kennung}" />`)}
      <div class="scroll" tabindex="0" role="region" aria-label="${TABS.importe}">
        <table>
          <thead>
            <tr>
              <th scope="col">Auswahl</th>
              <th scope="col">Datenquelle</th>
              <th scope="col">Nummer des Absenders</th>
              <th scope="col">Träger</th>
              <th scope="col">Zertifikat</th>
              <th scope="col">Eingegangen am</th>
              <th scope="col">Erledigt am</th>
              <th scope="col">Datensätze</th>
              <th scope="col">Fehler</th>
              <th scope="col">Meldung</th>
            </tr>
          </thead>
          <tbody>
            ${onPage(imports, selection.seite).map((one) => importRow(one, selection))}
          </tbody>
        </table>
      </div>
      <button>Datensätze der Auswahl anzeigen</button>
    </form>
    ${pages(imports.length, selection)}`;
}

function importRow(one: Datenquelle, selection: Selection): Html {
  const { id, erledigtAm, datensaetze } = one;
  const records = addressOf({ ...selection, tab: 'datensaetze', quellen: [id], seite: 1 });
  return html`<tr>
    <td>
      <input
        type="checkbox"
        name="quelle"
        value="${id}"
        aria-label="Datenquelle ${id} auswählen"
        ${checked(selection.quellen.includes(id))}
      />
    </td>
    <th scope="row"><a href="?${records}">${id}</a></th>
    <td>${one.quelleId ?? '–'}</td>
    <td>${one.traeger ?? '–'}</td>
    <td>${one.clientCn ?? '–'}</td>
    <td>${moment(one.eingegangenAm)}</td>
    <td>${erledigtAm ? moment(erledigtAm) : html`<strong class="open">offen</strong>`}</td>
    <td>${datensaetze.length}</td>
    <td>${datensaetze.filter(({ status }) => status === 1).length}</td>
    <td>${[one.fehlercode, one.fehlermeldung].filter(Boolean).join(' ')}</td>
  </tr> `;
}

function recordsTab(portal: Portal, imports: readonly Datenquelle[], selection: Selection): Html {
  const chosen = imports.filter(({ id }) => selection.quellen.length === 0 || selection.quellen.includes(id));
  const records = chosen.flatMap(({ datensaetze }) => datensaetze);
  if (records.length === 0) return html`<p>In den ausgewählten Importen gibt es keine Datensätze.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${TABS.datensaetze}">
      <table>
        <thead>
          <tr>
            <th scope="col">Nr.</th>
            <th scope="col">Datenquelle</th>
            <th scope="col">Einrichtung</th>
            <th scope="col">Kind</th>
            <th scope="col">Name</th>
            <th scope="col">Zustand</th>
            <th scope="col">Meldung</th>
            <th scope="col">Erledigt am</th>
            <th scope="col">Aktionen</th>
          </tr>
        </thead>
        <tbody>
          ${onPage(records, selection.seite).map((record) => recordRow(portal, record, selection))}
        </tbody>
      </table>
    </div>
    ${pages(records.length, selection)}`;
}

function recordRow(portal: Portal, record: Datensatz, selection: Selection): Html {
  const { KIND_VORNAME = '–', KIND_NACHNAME = '' } = portal.child(record.kindIdExtern)?.angaben ?? {};
  return html`<tr>
    <th scope="row">${record.nr}</th>
    <td>${record.datenquelleId}</td>
    <td>${record.kitaIdExtern}</td>
    <td>${record.kindIdExtern}</td>
    <td>${KIND_VORNAME} ${KIND_NACHNAME}</td>
    <td>${stateOf(record)}</td>
    <td>${messageOf(record)}</td>
    <td>${record.erledigtAm ? moment(record.erledigtAm) : html`<strong class="open">offen</strong>`}</td>
    <td>${record.erledigtAm ? '' : actions(record.nr, selection)}</td>
  </tr> `;
}

const actions = (nr: number, selection: Selection): Html =>
  html`<details>
    <summary>Aktionen</summary>
    <form method="post" action="/traeger-ansicht/datensaetze/${nr}/ohne-import-erledigen">
      <input type="hidden" name="zurueck" value="${addressOf(selection)}" />
      <button aria-label="Datensatz ${nr} ohne Import erledigen">Datensatz ohne Import erledigen</button>
    </form>
  </details>`;

function stateOf({ status, hinweise, erledigtDurch }: Datensatz): string {
  if (erledigtDurch === 'ohne Import') return 'Ohne Import erledigt';
  if (status === 1) return 'Fehler';
  return hinweise.length > 0 ? 'Importiert, mit Hinweis' : 'Importiert';
}

const messageOf = ({ fehlercode, fehlermeldung, hinweise }: Datensatz): string =>
  [
    fehlercode,
    fehlermeldung,
    ...hinweise.map(({ code, text, felder }) => `${code} ${text} (${felder.join(', ')})`),
  ]
    .filter(Boolean)
    .join(' ');

function pages(rows: number, selection: Selection): Html {
  const last = Math.ceil(rows / ROWS_PER_PAGE);
  const link = (seite: number, label: string): Html | string =>
    seite < 1 || seite > last ? '' : html`<a href="?${addressOf({ ...selection, seite })}">${label}</a>`;
  return html`<nav class="pages" aria-label="Seiten">
    <span>Seite ${selection.seite} von ${last}</span> ${link(selection.seite - 1, 'Neuere')}
    ${link(selection.seite + 1, 'Ältere')}
  </nav>`;
}
