import './acts.js';
import './canned.js';
import './channels.js';
import './chat.js';
import './contract.js';
import './desk.js';
import './desk-store.js';
import './drafts.js';
import './lazy.js';
import './person.js';
import './places.js';
import './remedies.js';
import './stack.js';
import './talks.js';
import './text.js';
import './timeline-text.js';
import './wall.js';

export { run } from './test.js';
