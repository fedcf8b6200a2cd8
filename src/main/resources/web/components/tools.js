// @ts-check
/** The choice of language and theme: one part, which the desk loads when it is idle. */
import './language.js';
import './theme.js';
