import type { Json } from '../../protocol/wire';
import type { Profile } from '../state/client';
import type { Entry } from '../state/entry';

/** Records as the service answers them. */
export const renderPerson = ({ id, mandant, data, revision }: Entry): Json => ({
  id,
  mandant,
  ...data,
  revision: String(revision),
});

export const renderContext = (
  { id, mandant, organisation, data, revision }: Entry,
  released = false,
): Json => ({
  id,
  mandant,
  organisation: { id: organisation },
  ...data,
  sichtfreigabe: released ? 'Ja' : 'Nein',
  revision: String(revision),
});

export const renderGroup = ({ id, mandant, organisation, data, revision }: Entry): Json => ({
  id,
  mandant,
  orgid: organisation,
  ...data,
  revision: String(revision),
});

/** Memberships, relations. */
export const renderPlain = ({ id, mandant, data, revision }: Entry): Json => ({
  id,
  mandant,
  ...data,
  revision: String(revision),
});

export const renderRelease = ({ id, data, revision }: Entry): Json => ({
  id,
  ...data,
  revision: String(revision),
});

/** An answer in the style of a profile: 1.4 writes codes in capitals. */
export const inStyle = (profile: Profile, answer: unknown): unknown =>
  profile === '1.4' ? inCapitals(answer) : answer;

const CODES: ReadonlySet<string> = new Set([
  'rolle',
  'rollen',
  'personenstatus',
  'vertrauensstufe',
  'auskunftssperre',
  'sichtfreigabe',
  'bereich',
]);

function inCapitals(value: unknown, code = false): unknown {
  if (typeof value === 'string') return code ? value.toUpperCase() : value;
  if (Array.isArray(value)) return value.map((item) => inCapitals(item, code));
  if (typeof value !== 'object' || value === null) return value;
  const record = Object.entries(value).map(([name, inner]) => {
    const isGroupType = name === 'typ' && inner !== 'E-Mail';
    return [name, inCapitals(inner, CODES.has(name) || isGroupType)];
  });
  return Object.fromEntries(record) as unknown;
}
