import { moment } from '../portal/dates';
import type { Datenquelle, Datensatz } from '../portal/logbook';
import type { KitaPlanerSimulator } from '../kita-planer-simulator';
import { ControlProblem } from './control-problem';
import { json, jsonObject, type Exchange, type Reply, type Route } from './exchange';
import { readCertificateOrder, readFault, readMode, readStammdatenpruefung } from './inputs';

/** The control API (dossier 5.10). */
export const controlRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/sim\/zustand$/, run: ({ simulator }) => json(stateOf(simulator)) },
  { method: 'GET', path: /^\/sim\/modus$/, run: ({ simulator }) => json(simulator.portal.mode) },
  { method: 'PUT', path: /^\/sim\/modus$/, run: setMode },
  { method: 'GET', path: /^\/sim\/faults$/, run: ({ simulator }) => json(simulator.faults.pending()) },
  { method: 'POST', path: /^\/sim\/faults$/, run: addFault },
  { method: 'DELETE', path: /^\/sim\/faults$/, run: clearFaults },
  { method: 'POST', path: /^\/sim\/reset$/, run: reset },
  { method: 'GET', path: /^\/sim\/datenquellen$/, run: listSources },
  {
    method: 'GET',
    path: /^\/sim\/datenquellen\/(\d{1,15})$/,
    run: (exchange) => json(sourceView(source(exchange))),
  },
  { method: 'GET', path: /^\/sim\/datenquellen\/(\d{1,15})\/datensaetze$/, run: listRecords },
  { method: 'POST', path: /^\/sim\/datensaetze\/(\d{1,15})\/ohne-import-erledigen$/, run: finishByHand },
  { method: 'GET', path: /^\/sim\/kinder$/, run: ({ simulator }) => json(simulator.portal.allChildren()) },
  { method: 'GET', path: /^\/sim\/kinder\/([^/]+)$/, run: showChild },
  { method: 'POST', path: /^\/sim\/kinder\/([^/]+)\/stammdatenpruefung$/, run: setStammdatenpruefung },
  { method: 'GET', path: /^\/sim\/aufrufe$/, run: ({ simulator }) => json(simulator.calls.all()) },
  { method: 'GET', path: /^\/sim\/datensatz-ids$/, run: listIds },
  { method: 'GET', path: /^\/sim\/zertifikate\/ca\.pem$/, run: caPem },
  { method: 'POST', path: /^\/sim\/zertifikate$/, run: issueP12 },
];

const stateOf = ({
  instance,
  startedAt,
  url,
  strictTls,
  failedHandshakes,
  portal,
  calls,
  faults,
}: KitaPlanerSimulator): object => ({
  instanz: instance,
  gestartetAm: startedAt,
  webschnittstelle: url,
  strictTls,
  abgebrocheneHandshakes: failedHandshakes,
  traeger: [...portal.traeger.keys()],
  aufrufe: calls.total,
  datenquellen: portal.logbook.all().length,
  kinder: portal.allChildren().length,
  datensatzIds: portal.seen.size,
  vergesseneDatensatzIds: portal.seen.forgotten,
  modus: portal.mode,
  faults: faults.pending(),
});

function setMode(exchange: Exchange): Reply {
  const { portal } = exchange.simulator;
  portal.mode = { ...portal.mode, ...readMode(jsonObject(exchange)) };
  return json(portal.mode);
}

function addFault(exchange: Exchange): Reply {
  exchange.simulator.failNext(readFault(jsonObject(exchange)));
  return json(exchange.simulator.faults.pending(), 201);
}

function clearFaults({ simulator }: Exchange): Reply {
  simulator.faults.clear();
  return NOTHING;
}

function reset({ simulator }: Exchange): Reply {
  simulator.reset();
  return NOTHING;
}

const NOTHING: Reply = { status: 204, body: '' };

function listSources({ simulator, query }: Exchange): Reply {
  const traeger = query.get('traeger');
  const all = simulator.portal.logbook.all();
  return json(all.filter((one) => traeger === null || one.traeger === traeger).map(sourceView));
}

function source({ simulator, params: [id] }: Exchange): Datenquelle {
  const found = simulator.portal.logbook.find(Number(id));
  if (!found) throw new ControlProblem('missing', 'NOT_FOUND', 'Diese Datenquelle gibt es nicht.');
  return found;
}

function listRecords(exchange: Exchange): Reply {
  return json(source(exchange).datensaetze.map(recordView));
}

function finishByHand({ simulator, params: [nr] }: Exchange): Reply {
  markDone(simulator, Number(nr));
  return NOTHING;
}

/** @throws {ControlProblem} missing or conflict. */
export function markDone({ portal }: KitaPlanerSimulator, nr: number): void {
  const done = portal.finishByHand(nr);
  if (done === 'unknown') throw new ControlProblem('missing', 'NOT_FOUND', 'Diesen Datensatz gibt es nicht.');
  if (done === 'already done') {
    throw new ControlProblem('conflict', 'ALREADY_DONE', 'Dieser Datensatz ist bereits erledigt.');
  }
}

const noChild = (): ControlProblem =>
  new ControlProblem('missing', 'NOT_FOUND', 'Dieses Kind gibt es nicht.');

function showChild({ simulator, params: [id = ''] }: Exchange): Reply {
  const child = simulator.portal.child(id);
  if (!child) throw noChild();
  return json(child);
}

function setStammdatenpruefung(exchange: Exchange): Reply {
  const { simulator, params } = exchange;
  const wert = readStammdatenpruefung(jsonObject(exchange));
  if (!simulator.portal.setStammdatenpruefung(params[0] ?? '', wert)) throw noChild();
  return showChild(exchange);
}

/** With `?mehrfach=true` only those that came more than once. */
function listIds({ simulator, query }: Exchange): Reply {
  const least = query.get('mehrfach') === 'true' ? 2 : 1;
  const ids = [...simulator.portal.seen.entries()].filter(([, { empfangen }]) => empfangen >= least);
  return json(ids.map(([datensatzId, sightings]) => ({ datensatzId, ...sightings })));
}

function caPem({ simulator }: Exchange): Reply {
  return { headers: { 'content-type': 'application/x-pem-file' }, body: simulator.certificates.caPem };
}

function issueP12(exchange: Exchange): Reply {
  const { cn, passwort, traeger, abgelaufen } = readCertificateOrder(jsonObject(exchange));
  if (traeger !== undefined && !exchange.simulator.portal.traeger.has(traeger)) {
    throw new ControlProblem('invalid', 'VALUE_INVALID', 'traeger: Diesen Träger gibt es nicht.');
  }
  const { p12 } = exchange.simulator.clientP12(cn, passwort, {
    ...(traeger !== undefined && { traeger }),
    ...(abgelaufen && lastYear()),
  });
  return { status: 201, headers: { 'content-type': 'application/x-pkcs12' }, body: p12 };
}

const DAY = 86_400_000;

const lastYear = (): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() - 366 * DAY),
  notAfter: new Date(Date.now() - DAY),
});

const sourceView = ({ eingegangenAm, erledigtAm, datensaetze, ...rest }: Datenquelle): object => ({
  ...rest,
  eingegangenAm: moment(eingegangenAm),
  erledigtAm: erledigtAm && moment(erledigtAm),
  anzahlDatensaetze: datensaetze.length,
  anzahlFehler: datensaetze.filter(({ status }) => status === 1).length,
});

const recordView = ({ erledigtAm, ...rest }: Datensatz): object => ({
  ...rest,
  erledigtAm: erledigtAm && moment(erledigtAm),
});
