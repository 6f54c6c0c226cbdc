import fc from 'fast-check';
import { aCareRecord, aContact, sampleCareRecords, sampleSettings } from '../testing';
import type { AgreementLine, CareRecord } from './care-record';
import { defaultFields, fieldNames } from './fields';
import { fill } from './fill';
import type { Problem } from './filled-record';
import { recordKey, recordKeyPrefix } from './record-key';
import { transferRules } from './transfer-rules';

const today = '2026-11-24';
const rules = transferRules(sampleSettings());
const filled = (care: CareRecord, settings = {}) =>
  fill(care, transferRules(sampleSettings(settings)), today);
const problems = (care: CareRecord, settings = {}): Problem[] =>
  filled(care, settings).records.flatMap((record) => record.problems);

describe('fill', () => {
  it('makes one record of an agreement line, in the order of the catalogue and with every active field', () => {
    const { records, skipped } = fill(aCareRecord(), rules, today);

    expect(skipped).toEqual([]);
    expect(records).toEqual([
      {
        recordKey: 'B1001/BV1/10000',
        lane: 'K22760',
        sortKey: '2026-08-01 0000-00-00 0000000000010000',
        refs: {
          childNumber: 'B1001',
          agreement: 'BV1',
          line: 10_000,
          unit: 'PIRATEN',
          kitaId: 'KITA-471',
          childId: 'K22760',
          sourceRevision: '1',
        },
        record: {
          ...Object.fromEntries(defaultFields.map((field) => [field, ''])),
          kitaId: 'KITA-471',
          childId: 'K22760',
          childGivenName: 'Maxi',
          childFamilyName: 'Mustermann',
          childBirthDate: '2021-11-05',
          childGender: 'd',
          contact1Salutation: 'Frau',
          contact1GivenName: 'Lena',
          contact1FamilyName: 'Mustermann',
          contact1Street: 'Am Berg',
          contact1HouseNumber: '2',
          contact1PostalCode: '24103',
          contact1City: 'Kiel',
          livesWith: 'mainContact1',
          contractFrom: '2026-08-01',
          dailyHours: '8',
          ageGroup: '3-6',
          groupId: '1462',
          group: 'Piraten',
          groupFrom: '2026-08-01',
          lunch: 'yes',
        },
        hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        problems: [],
      },
    ]);
    expect(Object.keys(records[0]!.record)).toEqual(defaultFields);
  });

  it('tells nothing that is switched off, whatever the source knows', () => {
    const care = aCareRecord({
      child: { denomination: 'geheim' },
      mainContact1: aContact({ email: 'geheim' }),
    });

    expect(JSON.stringify(filled(care))).not.toContain('geheim');
    expect(JSON.stringify(filled(care, { fields: fieldNames }))).toContain('geheim');
  });

  it('takes the hours of the service before those of the line', () => {
    const hours = (service: string, settings = {}) =>
      filled(aCareRecord({ lines: [{ service, dailyHours: '6,5' }] }), settings).records[0]!.record
        .dailyHours;

    expect(hours('KITA-8')).toBe('8');
    expect(hours('OFFEN', { services: [{ service: 'OFFEN', valid: true }] })).toBe('6,5');
  });

  it('orders the records of a child by start of contract and change, whatever the order of the lines', () => {
    const lines: Partial<AgreementLine>[] = [
      { line: 3, from: '2027-01-01', changeFrom: '2027-02-01' },
      { line: 2, from: '2027-01-01', until: '2027-01-31' },
      { line: 1, from: '2026-08-01', until: '2026-12-31' },
    ];
    const order = (given: Partial<AgreementLine>[]) =>
      filled(aCareRecord({ lines: given })).records.map(({ refs }) => refs.line);

    expect(order(lines)).toEqual([1, 2, 3]);
    expect(order([...lines].reverse())).toEqual([1, 2, 3]);
  });

  it('believes the Kita’s own id of the child before the child’s', () => {
    const care = aCareRecord({ lines: [{ externalId: 'K0009' }, { from: '2027-08-01' }] });

    expect(filled(care).records.map(({ lane }) => lane)).toEqual(['K0009', 'K22760']);
  });

  it('says the same of a decomposed and a composed name, and of outer spaces', () => {
    const [composed, decomposed] = ['J\u00f6rg', ' Jo\u0308rg '].map(
      (givenName) => filled(aCareRecord({ child: { givenName } })).records[0]!,
    );

    expect(decomposed!.record.childGivenName).toBe('J\u00f6rg');
    expect(decomposed!.hash).toBe(composed!.hash);
  });

  it('gives every line a key of its own', () => {
    const part = fc.string({ unit: fc.constantFrom('/', '%', '2', 'F'), maxLength: 3 });
    const key = fc.tuple(part, part, fc.nat(1));
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(recordKey(...one) === recordKey(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
        expect(recordKey(...one).startsWith(recordKeyPrefix(other[0]))).toBe(one[0] === other[0]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('finds nothing wrong with the sample children, who are the same for the same seed', () => {
    const records = sampleCareRecords(300, 7).flatMap((care) => filled(care).records);

    expect(records.length).toBeGreaterThan(300);
    expect(records.flatMap((record) => record.problems)).toEqual([]);
    expect(sampleCareRecords(300, 7)).toEqual(sampleCareRecords(300, 7));
    expect(sampleCareRecords(300, 7)).not.toEqual(sampleCareRecords(300, 8));
    expect(new Set(records.map((record) => record.recordKey)).size).toBe(records.length);
  });
});

describe('lines without a record', () => {
  it.each([
    ['Kita 48: a child without KIND_ID_EXTERN makes no record', { child: { externalId: '' } }, 'no-child-id'],
    ['Kita 48: a Kita without KITA_ID_EXTERN makes no record', { lines: [{ unit: 'ANDERE' }] }, 'no-kita-id'],
    ['Kita 48: a line that is not marked makes no record', { lines: [{ transfer: false }] }, 'not-marked'],
    ['Kita 48: an unmapped Leistung makes no record', { lines: [{ service: 'X' }] }, 'service-not-valid'],
    [
      'Kita 48: a Leistung that is not valid makes no record',
      { lines: [{ service: 'FRUEHDIENST' }] },
      'service-not-valid',
    ],
    ['Kita 48: Altenhilfe makes no record', { lines: [{ area: 'ALTENHILFE' }] }, 'area-not-configured'],
    ['Kita 48: an excluded child makes no record', { child: { excluded: true } }, 'child-excluded'],
  ] as const)('%s', (_title, parts, because) => {
    const care = aCareRecord({ ...parts, lines: 'lines' in parts ? [...parts.lines] : [{}] });

    expect(filled(care)).toEqual({ records: [], skipped: [{ agreement: 'BV1', line: 10_000, because }] });
  });

  it('leave the other lines of the child alone', () => {
    const { records, skipped } = filled(aCareRecord({ lines: [{ transfer: false }, {}] }));

    expect([records.length, skipped.length]).toEqual([1, 1]);
  });
});

describe('records that must not be sent', () => {
  it('Kita 49: a Kündigung before the start of the contract is KP-P05, one on its first day is not', () => {
    expect(problems(aCareRecord({ lines: [{ terminatedOn: '2026-07-31' }] }))).toEqual([
      { code: 'KP-P05', field: 'terminatedOn' },
    ]);
    expect(problems(aCareRecord({ lines: [{ terminatedOn: '2026-08-01' }] }))).toEqual([]);
  });

  it.each(['2026-02-31', '2026-02-29', '2026-13-01', '2026-04-31', '31.02.2026', '1899-12-31'])(
    'Kita 49: %s is no day and makes KP-P03',
    (groupFrom) => {
      expect(problems(aCareRecord({ lines: [{ groupFrom }] }))).toEqual([
        { code: 'KP-P03', field: 'groupFrom' },
      ]);
    },
  );

  it.each([
    ['2026-11-25', ['KP-P03']],
    ['2026-11-24', []],
    ['2010-11-25', []],
    ['2010-11-24', ['KP-P03']],
    ['2024-02-29', []],
  ])('a child born on %s makes %j on 24.11.2026', (birthDate, codes) => {
    expect(problems(aCareRecord({ child: { birthDate } })).map(({ code }) => code)).toEqual(codes);
  });

  it('lack something mandatory: KP-P02 for each field, once', () => {
    const care = aCareRecord({ child: { familyName: '  ' }, mainContact1: undefined });

    expect(problems(care)).toEqual(
      [
        'childFamilyName',
        'contact1GivenName',
        'contact1FamilyName',
        'contact1Street',
        'contact1HouseNumber',
        'contact1PostalCode',
        'contact1City',
      ].map((field) => ({ code: 'KP-P02', field })),
    );
  });

  it('have too long a text: KP-P04 counts what people see', () => {
    const name = (givenName: string) => problems(aCareRecord({ child: { givenName } }));

    expect(name('🦊'.repeat(128))).toEqual([]);
    expect(name('u\u0308'.repeat(128))).toEqual([]);
    expect(name('a'.repeat(129))).toEqual([{ code: 'KP-P04', field: 'childGivenName' }]);
  });

  it.each([
    ['mainContact2', 'contact2City'],
    ['careContact', 'careContactCity'],
  ] as const)('have no complete address of the %s the child lives with: KP-P06', (who, field) => {
    const address = { street: 'Am Berg', houseNumber: '2', postalCode: '24103' };
    const care = aCareRecord({ livesWith: who, [who]: aContact({ address }) });

    expect(problems(care)).toEqual([{ code: 'KP-P06', field }]);
    expect(problems({ ...care, livesWith: 'mainContact1' })).toEqual([]);
  });

  it('have no postal code of five digits, unless the family lives abroad', () => {
    const at = (postalCode: string, country?: string) =>
      problems(
        aCareRecord({ mainContact1: aContact({ address: { ...aContact().address, postalCode, country } }) }),
      );

    expect(at('2410')).toEqual([{ code: 'KP-P06', field: 'contact1PostalCode' }]);
    expect(at('2410', 'Deutschland')).toEqual([{ code: 'KP-P06', field: 'contact1PostalCode' }]);
    expect(at('6330', 'DK')).toEqual([]);
  });

  it('have a valid Leistung that says nothing of hours: KP-P07', () => {
    const services = [{ service: 'OFFEN', valid: true }];
    const care = aCareRecord({ lines: [{ service: 'OFFEN' }] });

    expect(problems(care, { services })).toEqual([{ code: 'KP-P07', field: 'dailyHours' }]);
    const fields = defaultFields.filter((field) => field !== 'dailyHours');
    expect(problems(care, { services, fields })).toEqual([]);
  });

  it.each([
    ['two open lines', [{}, { from: '2027-01-01' }], 2],
    ['two lines with one start', [{}, { changeFrom: '2026-08-01' }], 2],
    ['a line that starts on the last day of another', [{ until: '2026-12-31' }, { from: '2026-12-31' }], 2],
    [
      'a line within a terminated one',
      [{ terminatedOn: '2027-07-31' }, { from: '2027-01-01', changeFrom: '2027-01-01' }],
      2,
    ],
    ['a line after the end of another', [{ until: '2026-12-31' }, { from: '2027-01-01' }], 0],
    ['an open line that a change takes over', [{}, { from: '2027-01-01', changeFrom: '2027-01-01' }], 0],
    ['the same days for another KIND_ID_EXTERN', [{}, { externalId: 'K9' }], 0],
    ['a line that takes no part', [{}, { transfer: false }], 0],
  ] as const)('%s: KP-P08 where lines overlap', (_title, lines, count) => {
    const found = problems(aCareRecord({ lines: [...lines] }));

    expect(found).toEqual(Array.from({ length: count }, () => ({ code: 'KP-P08', field: 'contractFrom' })));
  });
});
