// @ts-check
/**
 * What an agent opens in a contact: the form of a remedy, the choice of the outcome, who the customer is, their data, a new case; and with it the
 * customer's cases and timeline, the menus of remedies, the claims, the time where the customer is, and the question before a log-out. One part, which is loaded when the page is idle.
 */
import { forms } from 'texts/forms.js';
import './cases.js';
import './finish-panel.js';
import './identify.js';
import './local-time.js';
import './log-out.js';
import './new-case.js';
import './person-form.js';
import './remedies.js';
import './remedy-form.js';
import './timeline.js';
import { know } from '../lib/text.js';

know(forms);

export { Claiming } from '../work/claiming.js';
export { openCase } from '../work/opening.js';
export { submit } from '../work/giving.js';
export { saveCustomer } from '../work/naming.js';
