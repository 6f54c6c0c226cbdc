import { useWords } from '../../language/language';

/** Says a value as people read it; nothing is a dash. */
export function useWordOf(): (value: unknown) => string {
  const { t } = useWords();
  const wordOf = (value: unknown): string => {
    if (typeof value === 'string') return value === '' ? '–' : value;
    if (typeof value === 'boolean') return value ? t('yes') : t('no');
    if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(wordOf).join(', ');
    if (typeof value === 'object' && value !== null) return Object.values(value).map(wordOf).join(' ');
    return typeof value === 'number' ? String(value) : '–';
  };
  return wordOf;
}
