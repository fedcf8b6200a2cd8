// @ts-check
import { chooseLanguage } from '../lib/choose-language.js';
import { chooseNextTheme, theme } from '../lib/theme.js';

/**
 * A classic script of problem pages, which come whole from the server with their texts: language, theme and log-out. Log-out is shown
 * when the server answers that somebody is logged in; on a page about a server that does not answer, it is not.
 */
for (const button of document.querySelectorAll('button[lang]')) {
  button.addEventListener('click', () => chooseLanguage(/** @type {HTMLElement} */ (button).lang));
}

const themes = /** @type {HTMLElement} */ (document.getElementById('theme'));
const name = () => (themes.textContent = themes.dataset[theme()] ?? '');
themes.addEventListener('click', () => {
  chooseNextTheme();
  name();
});
name();

const logOut = /** @type {HTMLElement} */ (document.getElementById('log-out'));
const session = (/** @type {string} */ method) => fetch('/api/v1/session', { method, headers: { Accept: 'application/json' } });
logOut.addEventListener('click', () => session('DELETE').finally(() => location.assign('/login')));
session('GET').then((answer) => answer.json()).then(({ account }) => (logOut.hidden = !account), () => {});
