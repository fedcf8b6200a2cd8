// @ts-check
import { keep, kept } from './kept.js';

/** @typedef {'system' | 'light' | 'dark'} Theme */

/** `early-theme.js` reads it too. */
const KEY = 'tandem.theme';

/** The theme that was chosen in this browser. @returns {Theme} */
export const theme = () => {
  const chosen = kept('local', KEY);
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
};

/** Shows the page in the theme that was chosen, here or in another tab. */
export function applyTheme() {
  const chosen = theme();
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

/** @type {Record<Theme, Theme>} */
const NEXT = { system: 'light', light: 'dark', dark: 'system' };

/** After the system's theme comes light, and then dark. */
export const chooseNextTheme = () => chooseTheme(NEXT[theme()]);

/** @param {Theme} chosen */
export function chooseTheme(chosen) {
  keep('local', KEY, chosen === 'system' ? undefined : chosen);
  applyTheme();
}
