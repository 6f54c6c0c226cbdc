import { aCareRecord, aContact, sampleCareRecords } from '../testing';
import { readCareRecords } from './read-care-records';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const read = (...list: unknown[]) => readCareRecords(list.map(plain));
const complaints = (item: unknown) =>
  readCareRecords([item]).complaints.map(({ pointer, code }) => `${pointer} ${code}`);
const child = (parts: object) =>
  complaints(plain({ ...aCareRecord(), child: { ...aCareRecord().child, ...parts } }));
const line = (parts: object) =>
  complaints(plain({ ...aCareRecord(), lines: [{ ...aCareRecord().lines[0], ...parts }] }));

describe('readCareRecords', () => {
  it('takes what fits, as it was typed', () => {
    const cares = [
      ...sampleCareRecords(50),
      aCareRecord({ careContact: aContact(), livesWith: 'careContact' }),
    ];
    const { records, complaints: none } = read(...cares);

    expect(none).toEqual([]);
    expect(plain(records)).toEqual(plain(cares));
    expect(JSON.stringify(records)).toContain('u\u0308');
  });

  it('takes the right ones and says which are wrong', () => {
    const wrong = { ...aCareRecord(), sourceRevision: undefined, lines: 'keine' };
    const { records, complaints: found } = read(aCareRecord(), wrong, aCareRecord());

    expect(records).toHaveLength(2);
    expect(found).toEqual([
      { pointer: '/1/sourceRevision', code: 'FIELD_REQUIRED' },
      { pointer: '/1/lines', code: 'TYPE_INVALID' },
    ]);
  });

  it('refuses fields nobody knows, at every level', () => {
    expect(child({ vorname: 'Maxi' })).toEqual(['/0/child/vorname FIELD_UNKNOWN']);
    expect(line({ 'a/b~c': 1 })).toEqual(['/0/lines/0/a~1b~0c FIELD_UNKNOWN']);
    expect(complaints(plain({ ...aCareRecord(), tenant: 'x' }))).toEqual(['/0/tenant FIELD_UNKNOWN']);
    expect(
      complaints(plain(aCareRecord({ mainContact1: { ...aContact(), address: { zip: '1' } as object } }))),
    ).toEqual(['/0/mainContact1/address/zip FIELD_UNKNOWN']);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s, wherever it stands', (key) => {
    const text = JSON.stringify(aCareRecord());

    expect(complaints(JSON.parse(text.replace('{', `{"${key}":{"child":1},`)))).toEqual([
      `/0/${key} FIELD_UNKNOWN`,
    ]);
    expect(complaints(JSON.parse(text.replace('"child":{', `"child":{"${key}":1,`)))).toEqual([
      `/0/child/${key} FIELD_UNKNOWN`,
    ]);
    expect(complaints(JSON.parse(text.replace('"lines":[{', `"lines":[{"${key}":[],`)))).toEqual([
      `/0/lines/0/${key} FIELD_UNKNOWN`,
    ]);
  });

  it('refuses bottomless nesting before it costs anything', () => {
    const deep: unknown = JSON.parse('{"x":'.repeat(5_000) + '1' + '}'.repeat(5_000));

    expect(complaints(deep)).toEqual(['/0/x/x/x/x/x/x JSON_TOO_COMPLEX']);
  });

  it.each([
    ['a NUL', 'Ma\u0000xi'],
    ['a line break', 'Ma\nxi'],
    ['a C1 control', 'Ma\u0085xi'],
    ['half an emoji', 'Maxi \ud83e'],
    ['the other half', '\udd8a Maxi'],
  ])('refuses %s in a name', (_what, givenName) => {
    expect(child({ givenName })).toEqual(['/0/child/givenName TEXT_INVALID']);
  });

  it('takes an emoji, a joiner and every accent', () => {
    expect(child({ givenName: 'Mu\u0308ller 👩‍👧 🦊 ß' })).toEqual([]);
  });

  it('refuses a flood of text', () => {
    expect(child({ givenName: 'a'.repeat(1_000) })).toEqual([]);
    expect(child({ givenName: 'a'.repeat(1_001) })).toEqual(['/0/child/givenName TEXT_TOO_LONG']);
    expect(child({ number: 'a'.repeat(101) })).toEqual(['/0/child/number TEXT_TOO_LONG']);
  });

  it.each(['2020-02-31', '31.02.2020', '2020-2-1', '2020-01-01T00:00:00Z', '', 20200101, '2020-01-01\n'])(
    'refuses %j as a day',
    (day) => {
      expect(line({ from: day })).toEqual(['/0/lines/0/from DATE_INVALID']);
      expect(child({ birthDate: day })).toEqual(['/0/child/birthDate DATE_INVALID']);
    },
  );

  it('refuses a birth in the future and takes a contract there', () => {
    expect(child({ birthDate: '2999-01-01' })).toEqual(['/0/child/birthDate DATE_INVALID']);
    expect(line({ from: '2999-01-01' })).toEqual([]);
  });

  it('takes null for nothing, except where something is needed', () => {
    expect(child({ birthDate: null, externalId: null, excluded: null })).toEqual([]);
    expect(complaints(plain({ ...aCareRecord(), mainContact2: null }))).toEqual([]);
    expect(line({ transfer: null })).toEqual(['/0/lines/0/transfer FIELD_REQUIRED']);
    expect(complaints(plain({ ...aCareRecord(), child: null }))).toEqual(['/0/child FIELD_REQUIRED']);
    expect(child({ number: ' ' })).toEqual(['/0/child/number FIELD_REQUIRED']);
  });

  it.each([
    ['number', 17, 'TYPE_INVALID'],
    ['externalId', 22760, 'TYPE_INVALID'],
    ['gender', 'w', 'VALUE_UNKNOWN'],
    ['gender', 'toString', 'VALUE_UNKNOWN'],
    ['excluded', 'true', 'TYPE_INVALID'],
    ['givenName', {}, 'TYPE_INVALID'],
    ['givenName', [], 'TYPE_INVALID'],
  ])('refuses a child’s %s that is %j', (field, value, code) => {
    expect(child({ [field]: value })).toEqual([`/0/child/${field} ${code}`]);
  });

  it.each([
    [-1, 'NUMBER_INVALID'],
    [1.5, 'NUMBER_INVALID'],
    [9_007_199_254_740_992, 'NUMBER_INVALID'],
    ['10000', 'TYPE_INVALID'],
  ])('refuses %j as the number of a line', (value, code) => {
    expect(line({ line: value })).toEqual([`/0/lines/0/line ${code}`]);
  });

  it.each([[null], ['x'], [7], [[aCareRecord()]], [true]])('refuses %j as a record', (item) => {
    expect(complaints(item)).toEqual(['/0 TYPE_INVALID']);
  });

  it('refuses a contact, an address or a line that is something else', () => {
    expect(complaints(plain({ ...aCareRecord(), mainContact1: 'Lena' }))).toEqual([
      '/0/mainContact1 TYPE_INVALID',
    ]);
    expect(complaints(plain({ ...aCareRecord(), mainContact1: [aContact()] }))).toEqual([
      '/0/mainContact1 TYPE_INVALID',
    ]);
    expect(complaints(plain({ ...aCareRecord(), mainContact1: { address: 'Kiel' } }))).toEqual([
      '/0/mainContact1/address TYPE_INVALID',
    ]);
    expect(complaints(plain({ ...aCareRecord(), lines: [aCareRecord().lines] }))).toEqual([
      '/0/lines TYPE_INVALID',
    ]);
    expect(complaints(plain({ ...aCareRecord(), lines: ['x'] }))).toEqual(['/0/lines/0 TYPE_INVALID']);
  });

  it('refuses two lines with one key, and more lines than a child can have', () => {
    const twice = aCareRecord({ lines: [{ line: 1 }, { line: 2 }, { line: 1 }] });

    expect(complaints(plain(twice))).toEqual(['/0/lines/2 LINE_DUPLICATE']);
    expect(complaints(plain(aCareRecord({ lines: Array.from({ length: 201 }, () => ({})) })))).toEqual([
      '/0/lines LIST_TOO_LONG',
    ]);
  });

  it('tells nothing of what was sent', () => {
    const { complaints: found } = read(
      aCareRecord({ child: { givenName: 'GEHEIM\u0000', birthDate: 'GEHEIM' } }),
    );

    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toContain('GEHEIM');
  });
});
