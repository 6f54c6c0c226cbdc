import type { Resource } from '../domain/plan/attributes';
import type { Bucket } from '../domain/plan/report';

interface ReportWords {
  readonly buckets: Readonly<Record<Bucket, string>>;
  readonly resources: Readonly<Record<Resource, string>>;
  readonly outcomes: Readonly<Record<'succeeded' | 'partly' | 'failed', string>>;
}

/** The words of the report (step 11), bucket by bucket as the dossier names them. */
export const reportWords: Readonly<Record<'de' | 'en' | 'nl', ReportWords>> = {
  de: {
    buckets: {
      updated: 'aktualisiert',
      unchanged: 'unverändert',
      created: 'angelegt',
      deleted: 'gelöscht',
      imported: 'zum Import angeboten',
      open: 'offen (Bestätigung)',
      declined: 'abgelehnt',
      conflict: 'Konflikt',
      failed: 'fehlgeschlagen',
      skipped: 'übersprungen',
      'not-selected': 'nicht ausgewählt',
      uncertain: 'ungewiss',
    },
    resources: {
      person: 'Personen',
      context: 'Personenkontexte',
      group: 'Gruppen',
      membership: 'Gruppenzugehörigkeiten',
    },
    outcomes: {
      succeeded: 'Die Synchronisation war erfolgreich.',
      partly: 'Die Synchronisation war teilweise erfolgreich.',
      failed: 'Die Synchronisation ist fehlgeschlagen.',
    },
  },
  en: {
    buckets: {
      updated: 'updated',
      unchanged: 'unchanged',
      created: 'created',
      deleted: 'deleted',
      imported: 'offered for import',
      open: 'open (confirmation)',
      declined: 'declined',
      conflict: 'in conflict',
      failed: 'failed',
      skipped: 'skipped',
      'not-selected': 'not selected',
      uncertain: 'uncertain',
    },
    resources: { person: 'People', context: 'Contexts', group: 'Groups', membership: 'Memberships' },
    outcomes: {
      succeeded: 'The synchronisation succeeded.',
      partly: 'The synchronisation succeeded in part.',
      failed: 'The synchronisation failed.',
    },
  },
  nl: {
    buckets: {
      updated: 'bijgewerkt',
      unchanged: 'ongewijzigd',
      created: 'aangemaakt',
      deleted: 'verwijderd',
      imported: 'aangeboden voor import',
      open: 'open (bevestiging)',
      declined: 'afgewezen',
      conflict: 'in conflict',
      failed: 'mislukt',
      skipped: 'overgeslagen',
      'not-selected': 'niet geselecteerd',
      uncertain: 'onzeker',
    },
    resources: { person: 'Personen', context: 'Contexten', group: 'Groepen', membership: 'Lidmaatschappen' },
    outcomes: {
      succeeded: 'De synchronisatie is gelukt.',
      partly: 'De synchronisatie is gedeeltelijk gelukt.',
      failed: 'De synchronisatie is mislukt.',
    },
  },
};
