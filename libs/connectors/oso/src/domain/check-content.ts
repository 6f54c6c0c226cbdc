import type { Attachment, FeedbackContent } from './feedback';
import type { Findings } from './findings';

/** Of a Terugkoppeling (dossier 5). */
const limits = {
  explanation: 4_000,
  attachments: 5,
  /** All together, before they are written as Base64. */
  attachmentBytes: 10 * 1024 * 1024,
} as const;

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** `%PDF-` as it begins in Base64. */
const PDF = 'JVBERi';

export function readContent(given: unknown, findings: Findings): FeedbackContent {
  const at = '/feedback';
  const content = findings.object(given, at) ?? {};
  findings.only(content, at, ['date', 'status', 'explanation', 'attachments']);
  return {
    date: readDate(content.date, findings),
    status: findings.text(content.status, `${at}/status`),
    ...(content.explanation === undefined
      ? {}
      : {
          explanation: findings.text(content.explanation, `${at}/explanation`, {
            longest: limits.explanation,
          }),
        }),
    attachments: readAttachments(content.attachments, findings),
  };
}

function readDate(given: unknown, findings: Findings): string {
  const at = '/feedback/date';
  const text = findings.text(given, at, { form: DATE, code: 'DATE_INVALID' });
  if (DATE.test(text) && !isRealDate(text)) findings.add(at, 'DATE_INVALID');
  return text;
}

/** Years, months, days and times that exist; JavaScript itself takes 30 February for 2 March. */
function isRealDate(text: string): boolean {
  const local = `${text.slice(0, 19)}Z`;
  const moment = new Date(local);
  return (
    !Number.isNaN(Date.parse(text)) &&
    !Number.isNaN(moment.getTime()) &&
    moment.toISOString().slice(0, 19) === text.slice(0, 19)
  );
}

function readAttachments(given: unknown, findings: Findings): Attachment[] {
  const at = '/feedback/attachments';
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    findings.add(at, 'TYPE_INVALID');
    return [];
  }
  if (given.length > limits.attachments) {
    findings.add(at, 'LIST_TOO_LONG');
    return [];
  }
  const attachments = given.map((one: unknown, index) => readAttachment(one, `${at}/${index}`, findings));
  const bytes = attachments.reduce((sum, { content }) => sum + (content.length / 4) * 3, 0);
  if (bytes > limits.attachmentBytes) findings.add(at, 'ATTACHMENTS_TOO_LARGE');
  return attachments;
}

function readAttachment(given: unknown, at: string, findings: Findings): Attachment {
  const attachment = findings.object(given, at) ?? {};
  findings.only(attachment, at, ['fileName', 'mimeType', 'content']);
  const fileName = findings.text(attachment.fileName, `${at}/fileName`, { longest: 200 });
  const { mimeType, content } = attachment;
  if (mimeType !== 'application/pdf') findings.add(`${at}/mimeType`, 'ATTACHMENT_INVALID');
  const base64 = typeof content === 'string' ? content : '';
  if (!base64.startsWith(PDF) || base64.length % 4 !== 0 || !BASE64.test(base64))
    findings.add(`${at}/content`, 'ATTACHMENT_INVALID');
  return { fileName, mimeType: 'application/pdf', content: base64 };
}
