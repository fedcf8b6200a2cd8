// @ts-check
/** What an agent needs for written conversations: one part that is loaded with the first of them. */
import '../i18n/en-written.js';
import '../components/written.js';

export { Writing } from './writing.js';
