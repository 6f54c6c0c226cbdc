import { useState, type ReactNode } from 'react';
import { rememberLanguage } from '../api/session';
import { languages } from '../language/catalogue';
import { useWords } from '../language/language';
import { SelectField } from '../parts/field';
import { applyTheme, storedTheme, themes } from './theme';

/** Each by its own name, so that somebody who cannot read the page finds it. */
const LANGUAGE_NAMES = { de: 'Deutsch', nl: 'Nederlands', en: 'English' } as const;

/** Language and theme, which everybody has for themselves. */
export function Preferences({ signedIn = false }: { readonly signedIn?: boolean }): ReactNode {
  const { t, language, choose } = useWords();
  const [theme, setTheme] = useState(storedTheme);
  return (
    <div className="preferences">
      <SelectField
        label={t('preferences/language')}
        value={language}
        choices={languages.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        onChoose={(value) => {
          const wanted = languages.find((known) => known === value) ?? 'de';
          choose(wanted);
          // Mails are written in it; the page itself remembers it anyway.
          if (signedIn) rememberLanguage(wanted).catch(() => undefined);
        }}
      />
      <SelectField
        label={t('preferences/theme')}
        value={theme}
        choices={themes.map((value) => ({ value, label: t(`preferences/${value}`) }))}
        onChoose={(value) => {
          const wanted = themes.find((known) => known === value) ?? 'system';
          applyTheme(wanted);
          setTheme(wanted);
        }}
      />
    </div>
  );
}
