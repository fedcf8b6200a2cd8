/** The modules whose functions PageModulesTest calls. */
import './texts.js';

export * as money from 'web/lib/money.js';
export * as remedies from 'web/state/remedies.js';
export * as remedyChecks from 'web/components/remedy-checks.js';
export * as remedyText from 'web/components/remedy-text.js';
export * as timelineText from 'web/components/timeline-text.js';
