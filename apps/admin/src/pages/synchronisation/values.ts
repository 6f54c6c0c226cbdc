/** A value as people read it; nothing is a dash. */
export function wordOf(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '–' : value;
  if (typeof value === 'boolean') return value ? '✓' : '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(wordOf).join(', ');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(wordOf).join(' ');
  return typeof value === 'number' ? String(value) : '–';
}
