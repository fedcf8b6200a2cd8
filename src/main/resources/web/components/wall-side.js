// @ts-check
/** What stands around the queues on the wallboard; it is loaded as one part. */
import './wall-agents.js';
import './wall-alerts.js';
import './wall-channels.js';
