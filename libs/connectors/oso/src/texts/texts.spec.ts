import { complaintCodes } from '../domain/findings';
import { resultCodes } from '../domain/result-codes';
import { sampleSettings } from '../testing';
import { steps } from '../use-cases/test-connection';
import { osoTexts, type Texts } from '.';

const M1 =
  'Er heeft zich een interne fout voorgedaan tijdens de SWV aanvraag. Neem contact op met je software leverancier.';

/** The table of the specification, and the codes other operations are known to answer. */
const published = [
  ...['OnbekendeKoppelsleutel', 'OngeautoriseerdAanleverpunt', 'AanvragerNietBekend'],
  ...['AanvragerAanleverpuntNietBekend', 'AanvragerNietBeschikbaar'],
];
const others = [
  ...['SessieAfwijkend', 'OnbekendAanleverpunt', 'GeenRelatieMetDoel', 'SessieReedsAfgemeld'],
  ...[
    'VerstrekkerNietBekend',
    'VerstrekkerAanleverpuntNietBekend',
    'OverdrachtGeslaagd',
    'NotificatieOntvangen',
  ],
  ...['LeerlinginfoNietBeschikbaar', 'LeerlinginfoNietOpvraagbaar', 'TerugkoppelingOntvangen'],
];
const ours = [
  ...['GW_OngeldigeInvoer', 'GW_TrafficCenterNietBereikbaar', 'GW_TrafficCenterTimeout'],
  ...['GW_BeveiligdeVerbindingMislukt', 'GW_OnverwachtAntwoord', 'GW_OnbekendeResultaatcode'],
  ...['GW_OngeldigAfleveradres', 'GW_TerugkoppelingNietAfgeleverd', 'GW_AfleveringOnzeker'],
];

const shape = (texts: Texts): string[] =>
  Object.entries(texts).flatMap(([section, entries]) =>
    Object.entries(entries as Record<string, object | string>).flatMap(([key, entry]) =>
      typeof entry === 'string'
        ? [`${section}/${key}`]
        : Object.keys(entry).map((part) => `${section}/${key}/${part}`),
    ),
  );

describe.each(Object.entries(osoTexts))('the texts of OSO in %s', (_language, texts) => {
  it('explain every code there is, in all three layers', () => {
    expect(Object.keys(texts.codes).sort()).toEqual([...published, ...others, ...ours].sort());
    expect(Object.keys(texts.codes).sort()).toEqual(Object.keys(resultCodes).sort());
    for (const [code, { title, what, do: advice, who, user }] of Object.entries(texts.codes)) {
      const sentences = [what, advice, user].every((text) => /[.]$/.test(text));
      expect({ code, short: title.length <= 40, sentences, who: who in texts.actors }).toEqual({
        ...{ code, short: true, sentences: true, who: true },
      });
    }
  });

  it('say the same things as in the other languages', () => {
    expect(shape(texts).sort()).toEqual(shape(osoTexts.nl).sort());
  });

  it('name every setting, every complaint and every step', () => {
    const optional = ['trafficCenterNumber', 'namespace', 'serverCa', 'revocationList'];
    expect(Object.keys(texts.settings).sort()).toEqual(
      [...new Set([...Object.keys(sampleSettings()), ...optional])].sort(),
    );
    expect(Object.keys(texts.complaints)).toEqual(complaintCodes);
    expect(Object.keys(texts.steps)).toEqual(steps);
    expect(
      Object.values(texts).flatMap((section) => Object.values(section as Record<string, unknown>)),
    ).not.toContain('');
  });
});

describe('the messages to end users', () => {
  it('are the published one, word for word, for every code of the specification', () => {
    expect(published.map((code) => osoTexts.nl.codes[code]?.user)).toEqual(published.map(() => M1));
    expect(osoTexts.nl.codes.GW_OnbekendeResultaatcode?.user).toBe(M1);
  });

  it('belong to codes with the retries and statuses that were decided', () => {
    const manual = Object.entries(resultCodes).filter(([, { retry }]) => retry === 'manual');
    expect(manual.map(([code]) => code)).toEqual([
      ...['AanvragerNietBeschikbaar', 'GW_TerugkoppelingNietAfgeleverd', 'GW_AfleveringOnzeker'],
      ...['LeerlinginfoNietBeschikbaar', 'LeerlinginfoNietOpvraagbaar'],
    ]);
    expect(published.map((code) => resultCodes[code as keyof typeof resultCodes].httpStatus)).toEqual([
      ...[422, 403, 422, 422, 409],
    ]);
  });
});
