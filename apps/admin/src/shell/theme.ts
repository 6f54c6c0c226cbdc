export type Theme = 'system' | 'light' | 'dark';

const STORED = 'drehkreuz.theme';

export const themes: readonly Theme[] = ['system', 'light', 'dark'];

export const storedTheme = (): Theme =>
  themes.find((theme) => theme === window.localStorage.getItem(STORED)) ?? 'system';

export function applyTheme(theme: Theme): void {
  window.localStorage.setItem(STORED, theme);
  document.documentElement.dataset.theme = theme;
}
