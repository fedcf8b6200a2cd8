import 'web/components/contact-pane.js';
import 'web/components/header.js';
import 'web/components/offer-slot.js';
import 'web/components/work-list.js';
import { channelOf, eventText, rowOf, rows } from 'web/components/timeline-text.js';
import { channelIcon, icon } from 'web/lib/icons.js';
import { Lazy } from 'web/lib/lazy.js';
import { reduce, stepsOf } from 'web/state/desk.js';
import { Drafts } from 'web/state/drafts.js';
import { after, contact, offer, pop, snapshot } from './samples.js';
import { holds, same, test } from './test.js';

const OTHERS = ['chat', 'message', 'email'];
const ALL = ['call', ...OTHERS];
/** The forms, which no test here opens. */
const FORMS = new Lazy(async () => undefined, () => {});
const OF_CALLS = /\bcall|caller|phone|hung|\bring/i;

const names = {
  agent: (/** @type {string | undefined} */ id) => (id ? 'Gijs' : ''), department: () => '', queue: (/** @type {string | undefined} */ id) => (id ? 'Parcels' : ''),
  channel: (/** @type {string | undefined} */ id) => (id === 'chats' ? 'chat' : undefined), line: () => undefined,
};
/** @param {string} kind @param {string} channel @param {object} body */
const entry = (kind, channel, body) => ({ case: 'k', case_number: 1, number: 1, at: '', contact: 'c', kind, agent: 'gijs', body: { queue: 'parcels', channel, ...body } });
/** @param {string} channel @param {...any} entries newest first */
const row = (channel, ...entries) => rows(entries, names).filter((one) => one.contact).map(({ text, icon: of, who }) => [text, of, who])[0];

test('a contact on the timeline says its channel, and so does its drawing', () => {
  const handled = { event: 'ended', how: 'handled', waited_ms: 7_000, talked_ms: 61_000 };
  same(ALL.map((channel) => row(channel, entry('contact', channel, handled), entry('contact', channel, { event: 'arrived' }))), [
    ['Call to Parcels', 'phone', 'Gijs · waited 0:07, talked 1:01'],
    ['Chat with Parcels', 'chat', 'Gijs · waited 0:07, took 1:01'],
    ['Message to Parcels, answered', 'message', 'Gijs · waited 0:07, took 1:01'],
    ['Email to Parcels, answered', 'mail', 'Gijs · waited 0:07, took 1:01'],
  ]);
});

test('a customer who left before an answer hung up only if they called', () => {
  same(ALL.map((channel) => row(channel, entry('contact', channel, { event: 'ended', how: 'abandoned' }))[0]), [
    'Call to Parcels, hung up before an answer', 'Chat with Parcels, left before an answer',
    'Message to Parcels, ended before an answer', 'Email to Parcels, ended before an answer',
  ]);
  same(ALL.map((channel) => rowOf(entry('contact', channel, { event: 'ended', how: 'abandoned' }), names).text), [
    'Hung up before an answer', 'Left before an answer', 'Ended before an answer', 'Ended before an answer',
  ]);
});

test('nothing that is said of another channel sounds of a call', () => {
  const events = ['arrived', 'ended', 'scheduled', 'queued', 'moved', 'linked', 'identified', 'offered', 'accepted', 'declined', 'expired', 'withdrawn', 'connected',
    'bridge_failed', 'came_back', 'held', 'resumed', 'abandoned', 'wrap_up', 'closed'];
  for (const channel of [...OTHERS, 'pigeon', undefined]) {
    for (const event of events) {
      const text = [eventText({ at: '', event, queue: 'parcels' }, names, channel), ...row(channel, entry('contact', channel, { event }))].join(' ');
      holds(!OF_CALLS.test(text) && !/[{}]|undefined|\bevent\./.test(text), `${channel} ${event}: ${text}`);
    }
    const found = rowOf(entry('identified', channel, {}), names).text;
    holds(!OF_CALLS.test(found), `${channel}: ${found}`);
  }
  holds(OF_CALLS.test(eventText({ at: '', event: 'arrived', queue: 'parcels' }, names, 'call')));
});

test('only a reason that the page knows is told of an offer that was taken back', () => {
  same(['joined', 'chat', undefined].map((cause) => eventText({ at: '', event: 'withdrawn', cause }, names, 'chat')),
    ['Offer taken back: the customer talks to another agent', 'Offer taken back', 'Offer taken back']);
  same(eventText({ at: '', event: 'abandoned', cause: 'call' }, names, 'chat'), 'Left before an answer');
  same(eventText({ at: '', event: 'queued', queue: 'parcels', agent: 'ana' }, names, 'email'), `${eventText({ at: '', event: 'queued', queue: 'parcels' }, names, 'email')}; first for the agent of the last contact`);
});

test('an entry without a channel has that of its queue, or of another entry of its contact', () => {
  same(channelOf([entry('contact', undefined, { queue: 'chats' })], names), 'chat');
  const found = { ...entry('identified', undefined, {}), number: 2, body: {} };
  same(rows([found, entry('contact', 'email', { event: 'arrived' })], names).map((one) => [one.text, one.icon]),
    [['Sender identified', 'user'], ['Email to Parcels, not finished yet', 'mail']]);
  same(row(undefined, { ...entry('outcome', undefined, {}), body: { late: true, outcome_name: 'Solved' } }), ['Contact: the outcome “Solved” was recorded', 'people', 'Gijs']);
});

/** An element as it is shown once it is on the page. @param {string} name @param {object} properties @param {(element: HTMLElement) => void} look */
async function shown(name, properties, look) {
  const element = /** @type {any} */ (Object.assign(document.createElement(name), properties));
  document.body.append(element);
  await element.updateComplete;
  try {
    look(element);
  } finally {
    element.remove();
  }
}

/** The drawings in an element, by name. @param {Element} element */
const drawn = (element) => [...element.querySelectorAll('path')].map((path) => path.getAttribute('d'));
/** @param {string} channel */
const drawing = (channel) => /** @type {any} */ (icon(channelIcon(channel))).values[0].values[0];
/** @param {string} text */
const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

/** @param {string} channel @param {object} [more] */
const offered = (channel, more = {}) => after([snapshot(), 10_000], [{ type: 'offer.created', offer: offer({ channel, ...more }) }, 20_000]);
/** @param {string} channel @param {string} state @param {object} [more] */
const inHand = (channel, state, more = {}) => reduce(after([snapshot(), 10_000]), { type: 'contact.changed', contact: contact(state, { channel, ...more, pop: pop({ customer: { ...pop().customer, name: '' } }) }) }, 22_000);

test('an offer says its channel, and only a call rings', async () => {
  for (const [channel, label, title] of [['call', 'Incoming call for', 'Call ·'], ['chat', 'New chat for', 'Chat ·'], ['message', 'New message for', 'Message ·'], ['email', 'New email for', 'Email ·']]) {
    const desk = offered(channel, { pop: pop({ customer: { ...pop().customer, name: '' } }) });
    await shown('tandem-offer', { desk }, (element) => {
      const text = oneLine(element.textContent ?? '');
      same(element.querySelector('[data-testid=offer]')?.getAttribute('aria-label'), `${label} Where is my order`);
      holds(text.includes(`${title} Where is my order`), text);
      same(OF_CALLS.test(text.replace('order', '')), channel === 'call');
      same(drawn(element)[0] === drawing(channel), channel !== 'call'); // a call has the bell
    });
    await shown('tandem-header', { desk }, (element) => same(oneLine(element.querySelector('[data-testid=presence] span')?.textContent ?? ''), channel === 'call' ? 'Ringing' : 'Offered'));
  }
});

test('an offer whose customer left is told in the words of its channel', async () => {
  const said = [];
  for (const channel of ALL) {
    const desk = reduce(offered(channel, { pop: pop({ customer: { ...pop().customer, name: '' } }) }), { type: 'offer.closed', offer: 'c1/1', why: 'customer_left' }, 21_000);
    await shown('tandem-offer', { desk }, (element) => {
      said.push(oneLine(element.querySelector('p')?.textContent ?? ''));
      same(drawn(element)[0], drawing(channel));
    });
  }
  same(said, ['The call ended: the caller hung up.', 'The chat ended: the customer left.', 'The customer has left. You did not miss this offer.', 'The customer has left. You did not miss this offer.']);
});

test('what is in hand says its channel in the header, in the list and in the conversation', async () => {
  for (const [channel, named, doing, step] of [['call', 'Call ·', 'On a call', 'Conversation'], ['chat', 'Chat ·', 'In a chat', 'Conversation'], ['message', 'Message ·', 'Answering', 'Answer'], ['email', 'Email ·', 'Answering', 'Answer']]) {
    const desk = inHand(channel, 'connected');
    const store = { desk, agents: {}, older: {}, drafts: new Drafts(() => {}) };
    await shown('tandem-header', { desk }, (element) => same(oneLine(element.querySelector('[data-testid=presence] span')?.textContent ?? ''), doing));
    await shown('tandem-work', { desk }, (element) => {
      same(drawn(element).filter((one) => one === drawing(channel)).length, 2); // of its state, and beside its queue
      same(OF_CALLS.test(element.textContent ?? ''), channel === 'call');
    });
    await shown('tandem-contact', { forms: FORMS, store, desk, contact: desk.contacts[0] }, (element) => {
      same(element.querySelectorAll('.steps li:not(.facts)').length, channel === 'call' ? 3 : 2);
      holds(oneLine(element.querySelector('.facts')?.textContent ?? '').startsWith(named), named);
      same(oneLine(element.querySelector('[aria-current=step]')?.textContent ?? ''), step);
      same(OF_CALLS.test(element.textContent ?? ''), channel === 'call');
    });
  }
});

test('a contact cannot be finished while its customer is being bridged', async () => {
  for (const [state, reached, wanted] of /** @type {[string, boolean, boolean][]} */ ([
    ['connecting', true, false], ['connecting', false, true], ['connected', true, true], ['held', true, true], ['wrap_up', true, true]])) {
    const desk = inHand('call', state, { reached });
    const store = { desk, agents: {}, older: {}, drafts: new Drafts(() => {}) };
    await shown('tandem-contact', { forms: FORMS, store, desk, contact: desk.contacts[0] }, (element) => {
      let finished = '';
      element.addEventListener('finish', (/** @type {any} */ event) => (finished = event.detail.id));
      const button = /** @type {HTMLElement} */ (element.querySelector('[data-testid=finish]'));
      button.click();
      same([state, reached, finished, button.getAttribute('aria-disabled'), button.title], [state, reached, wanted ? 'c1' : '', String(!wanted), wanted ? '' : 'Not connected yet']);
    });
  }
});

test('the steps of a contact follow from the link of its channel on this floor', () => {
  const floor = { ...snapshot().floor, channels: [{ channel: 'call', link: 'immediate' }, { channel: 'chat', link: 'bridged' }] };
  const desk = after([snapshot({ floor, contacts: [contact('connected'), contact('connected', { id: 'c2', channel: 'chat' }), contact('connected', { id: 'c3', channel: 'pigeon' })] }), 0]);
  same(desk.contacts.map((one) => stepsOf(desk, one)), [['connected', 'wrap_up'], ['connecting', 'connected', 'wrap_up'], ['connected', 'wrap_up']]);
});
