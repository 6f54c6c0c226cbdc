import type { Aanleverpunt } from './aanleverpunt';
import { isPersonalNumberField } from './elfproef';
import type { Feedback, FeedbackOnNotice } from './feedback';
import { readContent } from './check-content';
import { Findings, type Complaint } from './findings';
import { forms, type Profile } from './profile';

export type Checked =
  | { readonly feedback: Feedback | FeedbackOnNotice; readonly complaints?: undefined }
  | { readonly feedback?: undefined; readonly complaints: readonly Complaint[] };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Whether a Terugkoppeling can be sent as it was handed in: everything that is wrong with it, or the
 * Terugkoppeling. Nothing is corrected, because the Koppelsleutel has to go back as it came (dossier 1.4).
 */
export function checkFeedback(given: unknown, profile: Profile): Checked {
  const findings = new Findings();
  refusePersonalNumbers(given, '', findings);
  const feedback = readFeedback(given, profile, findings);
  return findings.complaints.length === 0 && feedback ? { feedback } : { complaints: findings.complaints };
}

function readFeedback(
  given: unknown,
  profile: Profile,
  findings: Findings,
): Feedback | FeedbackOnNotice | undefined {
  const root = findings.object(given, '');
  if (!root) return undefined;
  if ('notice' in root) {
    findings.only(root, '', ['notice', 'feedback']);
    const notice = findings.text(root.notice, '/notice', { form: UUID, code: 'NOTICE_INVALID' });
    return { notice, content: readContent(root.feedback, findings) };
  }
  findings.only(root, '', ['bron', 'doel', 'koppelsleutel', 'feedback']);
  return {
    direction: {
      bron: readPoint(root.bron, '/bron', profile, findings),
      doel: readPoint(root.doel, '/doel', profile, findings),
    },
    koppelsleutel: findings.text(root.koppelsleutel, '/koppelsleutel', {
      form: forms.guid,
      code: 'KOPPELSLEUTEL_INVALID',
    }),
    content: readContent(root.feedback, findings),
  };
}

function readPoint(given: unknown, at: string, { addressedBy }: Profile, findings: Findings): Aanleverpunt {
  const point = findings.object(given, at) ?? {};
  const brin = findings.text(point.brin, `${at}/brin`, { form: forms.brin, code: 'BRIN_INVALID' });
  if (addressedBy === 'RouteringsKenmerk') {
    findings.only(point, at, ['brin', 'routeringsKenmerk']);
    const options = { form: forms.kenmerk, code: 'KENMERK_INVALID' } as const;
    return { brin, point: findings.text(point.routeringsKenmerk, `${at}/routeringsKenmerk`, options) };
  }
  findings.only(point, at, ['brin', 'aanleverpuntIndex']);
  return { brin, point: findings.index(point.aanleverpuntIndex, `${at}/aanleverpuntIndex`) };
}

/** Wherever it stands: this exchange knows no personal numbers at all (dossier 4.3). */
function refusePersonalNumbers(given: unknown, at: string, findings: Findings): void {
  if (typeof given !== 'object' || given === null) return;
  for (const [name, value] of Object.entries(given)) {
    const here = `${at}/${name}`;
    if (isPersonalNumberField(name)) findings.add(here, 'PERSONAL_NUMBER');
    else refusePersonalNumbers(value, here, findings);
  }
}
