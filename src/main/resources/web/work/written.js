// @ts-check
/** What an agent needs for written conversations: one part that is loaded with the first of them. */
import { written } from 'texts/written.js';
import '../components/written.js';
import { know } from '../lib/text.js';

know(written);

export { Writing } from './writing.js';
