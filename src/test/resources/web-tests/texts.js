import { desk } from 'texts/desk.js';
import { forms } from 'texts/forms.js';
import { queue } from 'texts/queue.js';
import { know } from 'web/lib/text.js';

/** The texts that the pages have when they call the functions under test. */
for (const part of [desk, forms, queue]) know(part);
