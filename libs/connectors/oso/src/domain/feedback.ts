import type { Direction } from './aanleverpunt';

export interface Attachment {
  readonly fileName: string;
  readonly mimeType: string;
  /** Base64. */
  readonly content: string;
}

/** What the school is told. Our own model: the real one is not public (dossier 5). */
export interface FeedbackContent {
  /** With offset, as the sender wrote it. */
  readonly date: string;
  readonly status: string;
  readonly explanation?: string;
  readonly attachments: readonly Attachment[];
}

/** One Terugkoppeling as somebody wants it sent: which dossier it answers, and what it says. */
export interface Feedback {
  /** Of the dossier: bron is the school, doel is us. */
  readonly direction: Direction;
  /** Byte for byte as it came in the Notificatie. */
  readonly koppelsleutel: string;
  readonly content: FeedbackContent;
}

/** A Terugkoppeling that names the Notificatie it answers instead of points and Koppelsleutel. */
export interface FeedbackOnNotice {
  readonly notice: string;
  readonly content: FeedbackContent;
}
