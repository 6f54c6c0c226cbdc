import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import fc from 'fast-check';
import { fieldNames, type TransferRecord } from '../domain/fields';
import { fill } from '../domain/fill';
import { transferRules } from '../domain/transfer-rules';
import { headerRefusal, readImport } from '../simulator/api/import-request';
import { aCareRecord, aContact, sampleCareRecords, sampleSettings } from '../testing';
import type { ImportCall } from './drahtprofil';
import { kpP1 } from './kp-p1';
import { wireNames } from './wire';

const id = '5d1f0c1e-6a0b-4a53-9a53-0f2f6a1f9f10';
const options = { omitEmptyFields: false };
const rules = transferRules(sampleSettings());
const filled = (parts: Parameters<typeof aCareRecord>[0] = {}): TransferRecord =>
  fill(aCareRecord(parts), rules, '2026-11-24').records[0]!.record;

const usual = filled();

const call = (parts: Partial<ImportCall> = {}): ImportCall => ({
  traeger: '4711',
  user: 'kita-gateway',
  password: Buffer.from('S3rv3r-PW'),
  number: 'KPD-000123',
  createdAt: new Date('2026-11-22T06:15:03Z'),
  records: [{ id, record: usual }],
  ...parts,
});

interface Sent {
  passwort: string;
  datensaetze: Record<string, string>[];
}
const sent = (parts: Partial<ImportCall> = {}, { omitEmptyFields } = options): Sent =>
  JSON.parse(kpP1.kodieren(call(parts), { omitEmptyFields }).body.toString('utf8')) as Sent;

describe('KP-P1 encoding', () => {
  it('writes the envelope and the record in the order of the interface, byte for byte', () => {
    const { body, headers } = kpP1.kodieren(call(), options);

    expect(body.toString('utf8')).toBe(
      '{"traeger":"4711","benutzerId":"kita-gateway","passwort":"S3rv3r-PW",' +
        '"quelle":{"id":"KPD-000123","system":"Drehkreuz","version":"1","erstelltAm":"22.11.2026 07:15:03"},' +
        `"anzahlDatensaetze":1,"datensaetze":[{"DATENSATZ_ID":"${id}",` +
        '"KITA_ID_EXTERN":"KITA-471","KIND_ID_EXTERN":"K22760",' +
        '"KIND_VORNAME":"Maxi","KIND_NACHNAME":"Mustermann","KIND_GEBDATUM":"05.11.2021","KIND_GESCHLECHT":"d",' +
        '"SB1_ANREDE":"Frau","SB1_TITEL":"","SB1_VORNAME":"Lena","SB1_NACHNAME":"Mustermann",' +
        '"SB1_STRASSE":"Am Berg","SB1_HAUSNUMMER":"2","SB1_POSTLEITZAHL":"24103","SB1_ORT":"Kiel",' +
        '"SB2_ANREDE":"","SB2_TITEL":"","SB2_VORNAME":"","SB2_NACHNAME":"",' +
        '"SB2_STRASSE":"","SB2_HAUSNUMMER":"","SB2_POSTLEITZAHL":"","SB2_ORT":"",' +
        '"WOHNHAFT_BEI":"SB1",' +
        '"ABW_VORNAME":"","ABW_NACHNAME":"","ABW_STRASSE":"","ABW_HAUSNUMMER":"","ABW_PLZ":"","ABW_ORT":"","ABW_LAND":"",' +
        '"VER_VERTRAG_AB":"01.08.2026","VER_AENDERUNG_AB":"","VER_KUENDIGUNG_ZUM":"",' +
        '"VER_BETREUUNGSSTUNDEN_T\u00c4GLICH":"8","VER_ALTERSGRUPPE":"3-6",' +
        '"VER_GRUPPE_ID":"1462","VER_GRUPPE":"Piraten","VER_GRUPPE_AB":"01.08.2026","VER_MITTAGESSEN":"j"}]}',
    );
    expect(headers).toEqual({
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(body.length),
      Accept: 'application/json',
    });
  });

  it('Kita 52: ä, ß, emoji and decomposed accents leave as NFC in UTF-8, counted in bytes, with the key TÄGLICH intact', () => {
    const record = filled({
      child: { givenName: 'Jo\u0308rg 🦊', familyName: 'M\u00e4u\u00df' },
      mainContact1: aContact({ givenName: 'Zoe\u0308' }),
    });
    const { body, headers } = kpP1.kodieren(call({ records: [{ id, record }] }), options);
    const text = body.toString('utf8');

    expect(text).toBe(text.normalize('NFC'));
    expect(text).not.toMatch(/^\ufeff/);
    expect(headers['Content-Length']).toBe(String(Buffer.byteLength(text)));
    expect(JSON.parse(text)).toMatchObject({
      datensaetze: [
        { KIND_VORNAME: 'J\u00f6rg 🦊', KIND_NACHNAME: 'M\u00e4u\u00df', SB1_VORNAME: 'Zo\u00eb' },
      ],
    });
    expect(text).toContain('"VER_BETREUUNGSSTUNDEN_T\u00c4GLICH"');
    expect(body.indexOf(Buffer.from([0x54, 0xc3, 0x84, 0x47]))).toBeGreaterThan(0);
  });

  it('knows every field of the catalogue, once and in its order', () => {
    expect(wireNames.map(([field]) => field)).toEqual(fieldNames);
    expect(new Set(wireNames.map(([, name]) => name)).size).toBe(fieldNames.length);
  });

  it('writes our choices in the Kita-Planer’s words', () => {
    const { datensaetze } = sent({
      records: [{ id, record: { livesWith: 'careContact', contact1SoleCustody: 'no', lunch: 'yes' } }],
    });

    expect(datensaetze).toEqual([
      { DATENSATZ_ID: id, SB1_ALLEINSORGEBERECHTIGT: 'n', WOHNHAFT_BEI: 'ABW', VER_MITTAGESSEN: 'j' },
    ]);
  });

  it('never touches what somebody typed, even if it reads like a choice of ours or a date', () => {
    const record = { childGivenName: 'yes', childFamilyName: '2026-08-01', group: 'mainContact1' };

    expect(sent({ records: [{ id, record }] }).datensaetze).toEqual([
      { DATENSATZ_ID: id, KIND_VORNAME: 'yes', KIND_NACHNAME: '2026-08-01', VER_GRUPPE: 'mainContact1' },
    ]);
  });

  it('leaves empty fields out where the settings say so', () => {
    const { datensaetze } = sent({}, { omitEmptyFields: true });

    expect(Object.values(datensaetze[0]!)).not.toContain('');
    expect(datensaetze[0]).toHaveProperty('KIND_VORNAME');
  });

  it.each(['"', '\\', 'a"\\b"', '\u0000\u001f\n', 'K\u00fchl\u00a7schr\u00e4nke 🦊', ''])(
    'carries the password %j unharmed',
    (password) => {
      expect(sent({ password: Buffer.from(password) }).passwort).toBe(password);
    },
  );

  it('survives any text, and any password', () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => !/\p{Cs}/u.test(value));
    fc.assert(
      fc.property(text, text, (name, password) => {
        const { passwort, datensaetze } = sent({
          password: Buffer.from(password),
          records: [{ id, record: { childGivenName: name, contractFrom: name } }],
        });

        expect(passwort).toBe(password);
        expect(datensaetze[0]!.KIND_VORNAME ?? '').toBe(name.normalize('NFC'));
      }),
      { numRuns: 300 },
    );
  });

  it('Kita 52: is understood by a reader that shares no code with it, every field and every sample child', () => {
    const everything = transferRules(sampleSettings({ fields: fieldNames }));
    const records = sampleCareRecords(200).flatMap((care) => fill(care, everything, '2026-11-24').records);
    const { body, headers } = kpP1.kodieren(
      call({ records: records.map(({ record }, index) => ({ id: `id-${index}`, record })) }),
      options,
    );

    const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    expect(headerRefusal(Object.fromEntries(lowerCase) as IncomingHttpHeaders)).toBeUndefined();
    expect(readImport(body)).toMatchObject({ request: { anzahlDatensaetze: records.length } });
  });

  it('can be wiped, and logs a hash that is no help in guessing the password', () => {
    const one = kpP1.kodieren(call({ password: Buffer.from('eins') }), options);
    const other = kpP1.kodieren(call({ password: Buffer.from('zwei') }), options);
    const empty = kpP1.kodieren(call({ password: Buffer.alloc(0) }), options);

    expect(one.hash).toBe(other.hash);
    expect(one.hash).toBe(createHash('sha256').update(empty.body).digest('hex'));
    expect(one.hash).not.toBe(kpP1.kodieren(call({ number: 'KPD-000124' }), options).hash);

    one.wipe();
    expect(Buffer.from(one.body.buffer).every((byte) => byte === 0)).toBe(true);
  });
});
