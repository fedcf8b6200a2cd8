// @ts-check
/** What an agent opens in a contact: the form of a remedy, the choice of the outcome, and who the customer is. One part, which is loaded when the page is idle. */
import '../i18n/en-forms.js';
import './finish-panel.js';
import './identify.js';
import './remedy-form.js';

export { submit } from '../work/giving.js';
