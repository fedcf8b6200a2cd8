// @ts-check
/** What stands around the queues on the wallboard, and the choice of the language: one part, which comes after the first paint. */
import './language.js';
import './wall-agents.js';
import './wall-alerts.js';
import './wall-channels.js';
