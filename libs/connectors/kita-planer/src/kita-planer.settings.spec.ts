import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { makeCa } from '@gateway/testing';
import { defaultFields, fieldNames } from './domain/fields';
import { KitaPlanerSettings } from './kita-planer.settings';
import { sampleSettings } from './testing';

const settings = (parts: object = {}): KitaPlanerSettings =>
  plainToInstance(
    KitaPlanerSettings,
    { baseUrl: 'https://sim.example:8443', traeger: '4711', ...parts },
    { exposeDefaultValues: true },
  );
const wrong = (parts: object): string[] =>
  validateSync(settings(parts), { whitelist: true, forbidNonWhitelisted: true }).map(
    ({ property }) => property,
  );

describe('KitaPlanerSettings', () => {
  it('need the address and the Träger; everything else has a careful default', () => {
    expect(wrong({})).toEqual([]);
    expect(settings()).toMatchObject({
      importPath: '/kitaplaner/api/schnittstelle/import',
      credentialMode: 'central',
      fallBackToCentral: false,
      realTime: false,
      schedule: null,
      batchSize: 100,
      timeoutSeconds: 60,
      realTimeTimeoutSeconds: 15,
      connectAttempts: 3,
      resendUncertain: 'manual',
      callNumberPrefix: 'KPD-',
      recordNumberPrefix: 'KPP-',
      areas: [],
      services: [],
      units: [],
      groups: [],
      genders: { male: 'm', female: 'w', diverse: 'd', unspecified: '' },
      masterDataNoticeIsError: false,
      omitEmptyFields: false,
      archiveMonths: 12,
      protocolMonths: 24,
      wireProfile: 'KP-P1',
    });
    expect(wrong({ baseUrl: undefined, traeger: undefined })).toEqual(['baseUrl', 'traeger']);
  });

  it('tell no more about a family than is needed unless somebody asks for it', () => {
    expect(fieldNames.filter((field) => !settings().fields.includes(field))).toEqual([
      'childNationality',
      'childFamilyLanguage',
      'childDenomination',
      'contact1BirthDate',
      'contact1Phone1',
      'contact1Phone2',
      'contact1Email',
      'contact1MaritalStatus',
      'contact1SoleCustody',
      'contact2BirthDate',
      'contact2Phone1',
      'contact2Phone2',
      'contact2Email',
    ]);
  });

  it('fit the sample', () => {
    expect(validateSync(sampleSettings(), { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
  });

  it.each([
    ['baseUrl', 'https://sim.example/'],
    ['baseUrl', 'https://sim.example?x=1'],
    ['importPath', 'https://other.example/'],
    ['importPath', '//other.example'],
    ['importPath', '/a?b=c'],
    ['serverCa', 'no certificate'],
    ['serverCa', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
    ['traeger', ''],
    ['traeger', 'x'.repeat(26)],
    ['credentialMode', 'ZENTRAL'],
    ['realTime', 'true'],
    ['batchSize', 0],
    ['batchSize', 501],
    ['batchSize', 1.5],
    ['timeoutSeconds', 4],
    ['timeoutSeconds', 301],
    ['connectAttempts', 0],
    ['resendUncertain', 'always'],
    ['callNumberPrefix', 'KPD 1'],
    ['fields', defaultFields.filter((field) => field !== 'childBirthDate')],
    ['fields', [...defaultFields, 'kindVorname']],
    ['fields', [...defaultFields, 'kitaId']],
    ['areas', ['KITA', 'KITA']],
    ['services', [{ service: 'A' }]],
    [
      'services',
      [
        { service: 'A', valid: true },
        { service: 'A', valid: false },
      ],
    ],
    ['units', [{ unit: 'A', kitaId: 'x'.repeat(26) }]],
    ['units', [{ unit: 'A', kitaId: '' }]],
    [
      'groups',
      [
        { group: 'A', groupId: '1' },
        { group: 'A', groupId: '2' },
      ],
    ],
    ['genders', { male: 'm', female: 'w', diverse: 7, unspecified: '' }],
    ['genders', null],
    ['services', null],
    ['archiveMonths', 0],
    ['wireProfile', 'KP-P2'],
    ['passwort', 'geheim'],
  ])('refuse %s: %j', (property, value) => {
    expect(wrong({ [property]: value })).toEqual([property]);
  });

  it.each(['0 6 * * *', '*/15 6-18 * * 1-5', '0,30 0 1 1 0'])('take the schedule %s', (schedule) => {
    expect(wrong({ schedule })).toEqual([]);
  });

  it.each([
    '',
    'daily',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '5-1 * * * *',
    '*/0 * * * *',
    '* * * *',
    '* * * * * *',
  ])('refuse the schedule %j', (schedule) => {
    expect(wrong({ schedule })).toEqual(['schedule']);
  });

  it('take the certificate authority of an operator', () => {
    expect(wrong({ serverCa: makeCa().certPem })).toEqual([]);
  });
});
