import { markDone } from './control-routes';
import type { Exchange, Reply, Route } from './exchange';
import { STYLE } from './traeger-ansicht-style';
import { traegerAnsicht } from './traeger-ansicht';

const PAGE = '/traeger-ansicht';

/** The Träger-Ansicht (dossier 2.4): a page with two tabs and one action, without scripts. */
export const traegerAnsichtRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/$/, run: () => seeOther(PAGE) },
  { method: 'GET', path: /^\/traeger-ansicht$/, run: page },
  { method: 'GET', path: /^\/traeger-ansicht\.css$/, run: style },
  {
    method: 'POST',
    path: /^\/traeger-ansicht\/datensaetze\/(\d{1,15})\/ohne-import-erledigen$/,
    run: finishByHand,
  },
];

/** Same-origin, not no-referrer: with the latter a browser sends `Origin: null` with the page's own forms. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
};

function page({ simulator: { portal }, query }: Exchange): Reply {
  return { headers: HEADERS, body: traegerAnsicht(portal, query).markup };
}

function style(): Reply {
  return { headers: { 'content-type': 'text/css; charset=utf-8' }, body: STYLE };
}

function finishByHand({ simulator, params: [nr], body }: Exchange): Reply {
  markDone(simulator, Number(nr));
  const back = new URLSearchParams(new URLSearchParams(body).get('zurueck') ?? '');
  back.set('erledigt', String(Number(nr)));
  return seeOther(`${PAGE}?${back.toString()}`);
}

const seeOther = (location: string): Reply => ({ status: 303, headers: { location }, body: '' });
