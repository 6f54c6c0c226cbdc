import { checkFeedback } from './check-feedback';
import { profiles } from './profile';

const content = { date: '2026-11-24T10:00:00+01:00', status: 'Toegekend' };
const given = {
  bron: { brin: '00YY', aanleverpuntIndex: 0 },
  doel: { brin: '00YY', aanleverpuntIndex: 102 },
  koppelsleutel: '19677A96-B737-402E-B3B8-24A3EEF32000',
  feedback: content,
};
const pdf = {
  fileName: 'a.pdf',
  mimeType: 'application/pdf',
  content: Buffer.from('%PDF-1').toString('base64'),
};
const complaints = (value: unknown, profile = profiles.oso2017) =>
  (checkFeedback(value, profile).complaints ?? []).map(({ pointer, code }) => `${pointer} ${code}`);

describe('a Terugkoppeling that is handed in', () => {
  it('is taken as it is, index 0 included', () => {
    expect(checkFeedback(given, profiles.oso2017).feedback).toEqual({
      direction: { bron: { brin: '00YY', point: '0' }, doel: { brin: '00YY', point: '102' } },
      koppelsleutel: '19677A96-B737-402E-B3B8-24A3EEF32000',
      content: { ...content, attachments: [] },
    });
  });

  it.each([
    [null, [' FIELD_REQUIRED']],
    [[], [' TYPE_INVALID']],
    [{ ...given, koppelsleutel: 'x' }, ['/koppelsleutel KOPPELSLEUTEL_INVALID']],
    [{ ...given, koppelsleutel: ` ${given.koppelsleutel}` }, ['/koppelsleutel KOPPELSLEUTEL_INVALID']],
    [{ ...given, bron: { brin: '00YY' } }, ['/bron/aanleverpuntIndex FIELD_REQUIRED']],
    [
      { ...given, bron: { brin: '00yy', aanleverpuntIndex: '0' } },
      ['/bron/brin BRIN_INVALID', '/bron/aanleverpuntIndex INDEX_INVALID'],
    ],
    [{ ...given, vestiging: '00' }, ['/vestiging FIELD_UNKNOWN']],
    [{ ...given, leerling: { bsn: '1' } }, ['/leerling/bsn PERSONAL_NUMBER', '/leerling FIELD_UNKNOWN']],
    [{ ...given, feedback: { ...content, date: '2026-02-30T10:00:00Z' } }, ['/feedback/date DATE_INVALID']],
    [{ ...given, feedback: { ...content, date: '24-11-2026' } }, ['/feedback/date DATE_INVALID']],
    [{ ...given, feedback: { ...content, status: 'BSN 123456782' } }, ['/feedback/status PERSONAL_NUMBER']],
    [
      { ...given, feedback: { ...content, explanation: 'a'.repeat(4_001) } },
      ['/feedback/explanation TEXT_TOO_LONG'],
    ],
    [{ ...given, feedback: { ...content, explanation: 'a\u0000' } }, ['/feedback/explanation TEXT_INVALID']],
    [{ ...given, feedback: { ...content, explanation: '\ud800' } }, ['/feedback/explanation TEXT_INVALID']],
    [
      { ...given, feedback: { ...content, attachments: Array(6).fill(pdf) } },
      ['/feedback/attachments LIST_TOO_LONG'],
    ],
    [
      { ...given, feedback: { ...content, attachments: [{ ...pdf, mimeType: 'text/html' }] } },
      ['/feedback/attachments/0/mimeType ATTACHMENT_INVALID'],
    ],
    [
      { ...given, feedback: { ...content, attachments: [{ ...pdf, content: 'TVqQAAMAAAAEAAAA' }] } },
      ['/feedback/attachments/0/content ATTACHMENT_INVALID'],
    ],
  ])('is refused with everything that is wrong: %#', (value, expected) => {
    expect(complaints(value)).toEqual(expected);
  });

  it('may not be larger than 10 MiB with its attachments', () => {
    const large = { ...pdf, content: `${pdf.content}${'AAAA'.repeat(1024 * 1024 * 1.2)}` };
    expect(complaints({ ...given, feedback: { ...content, attachments: [large, large, large] } })).toEqual([
      '/feedback/attachments ATTACHMENTS_TOO_LARGE',
    ]);
  });

  it('names its points by routeringskenmerk in oso2021, and by nothing else', () => {
    const points = {
      bron: { brin: '00YY', routeringsKenmerk: '0000000700000YY00931' },
      doel: { brin: '00YY', routeringsKenmerk: '0000000700000YY00102' },
    };
    expect(complaints({ ...given, ...points }, profiles.oso2021)).toEqual([]);
    expect(complaints({ ...given, bron: points.bron })).toEqual([
      ...['/bron/routeringsKenmerk FIELD_UNKNOWN', '/bron/aanleverpuntIndex FIELD_REQUIRED'],
    ]);
  });
});
