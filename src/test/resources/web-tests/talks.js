import { reduce, waitsSince, work } from 'web/state/desk.js';
import { isBehind, loaded, lineOf, types, withMissed, withOlder } from 'web/state/talks.js';
import { asked, filled, fitting, inserted, knownOf, mailOf, parted, unfilled, wanted } from 'web/state/replies.js';
import { parts } from 'web/components/mail.js';
import { after, contact, me, pop, snapshot } from './samples.js';
import { same, test } from './test.js';

const glance = (more = {}) => ({ id: 't1', name: 'Ana', channel: 'chat', entrance: 'shop', subject: '', messages: 1, unread: 1, last: { writer: 'customer', line: 'Hello', at: '' }, waits_ms: 3_000, ...more });
const chat = (more = {}) => contact('connected', { channel: 'chat', conversation: glance(), ...more });
const message = (number, more = {}) => ({ conversation: 't1', number, at: '2026-02-02T09:00:00Z', writer: 'customer', text: `m${number}`, text_cut: false, has_html: false, details: {}, attachments: [], delivery: 'received', delivery_at: '', ...more });
const shown = (messages, more = {}) => ({ conversation: { id: 't1', channel: 'chat', entrance: 'shop', subject: '', messages: messages.at(-1)?.number ?? 0, agent_read: 0, customer_read: 0, correspondent: { address: 'v', name: 'Ana', kind: 'visitor' }, ...more }, messages, capabilities: [], text_length_max: 100 });
const desk = (...messages) => after([snapshot({ contacts: [chat()] }), 10_000], ...messages.map((one) => [one, 20_000]));
const added = (number, more) => ({ type: 'message.added', message: message(number, more) });

test('a conversation is known from the snapshot with what its customer waits for', () => {
  const { t1 } = desk().talks;
  same([t1.messages, t1.unread, t1.waits, t1.last.line], [1, 1, 7_000, 'Hello']);
});

test('an answer ends the wait and what was unread, and a further message begins a new wait', () => {
  const answered = desk(added(2, { writer: 'agent', agent: 'bram' }));
  same([answered.talks.t1.waits, answered.talks.t1.unread, answered.talks.t1.last.writer], [undefined, 0, 'agent']);
  const again = reduce(answered, added(3), 30_000);
  same([again.talks.t1.waits, again.talks.t1.unread], [30_000, 1]);
  same(reduce(again, added(4), 40_000).talks.t1.waits, 30_000);
});

test('an automatic answer ends no wait', () => {
  same(desk(added(2, { writer: 'responder' })).talks.t1.waits, 7_000);
});

test('a message that comes twice changes nothing, and one before it is not newer', () => {
  const once = desk(added(2));
  const twice = reduce(once, added(2), 30_000);
  same([twice.talks.t1.messages, twice.talks.t1.unread], [2, 2]);
  same(reduce(twice, added(1), 31_000).talks.t1.last.line, 'm2');
});

test('the work whose customer waits longest comes first, and answered work last', () => {
  const one = (id, waits_ms) => chat({ id, waited_ms: 0, conversation: glance({ id: `of ${id}`, waits_ms }) });
  const all = after([snapshot({ contacts: [one('a', 1_000), one('b', undefined), one('c', 60_000), contact('connected', { id: 'd', waited_ms: 30_000 })] }), 100_000]);
  same(work(all).map(({ id }) => id), ['c', 'd', 'a', 'b']);
  same(waitsSince(all, all.contacts[1]), undefined);
});

test('messages are loaded once each, with older ones before and missed ones after them', () => {
  let { talks } = desk(added(2));
  talks = loaded(talks, shown([message(2), message(3)]));
  same([talks.t1.rows.map((row) => row.number), talks.t1.whole], [[2, 3], false]);
  talks = withOlder(talks, 't1', [message(2), message(1)]);
  same([talks.t1.rows.map((row) => row.number), talks.t1.whole], [[1, 2, 3], true]);
  const gap = reduce({ ...desk(), talks }, added(6), 30_000);
  same([gap.talks.t1.rows.length, isBehind(gap.talks.t1)], [3, true]);
  talks = withMissed(gap.talks, 't1', [message(4), message(5), message(6)], 31_000);
  same([talks.t1.rows.map((row) => row.number), isBehind(talks.t1)], [[1, 2, 3, 4, 5, 6], false]);
});

test('news of a message that came while the others were being loaded stays', () => {
  const first = { ...desk(), talks: loaded(desk().talks, shown([message(1)])) };
  const newer = reduce(first, added(2), 30_000);
  same(loaded(newer.talks, shown([message(1)])).t1.rows.map((row) => row.number), [1, 2]);
});

test('what the customer has read is marked on our messages alone', () => {
  const talks = loaded(desk().talks, shown([message(1), message(2, { writer: 'agent', delivery: 'sent' }), message(3, { writer: 'agent', delivery: 'failed', why: 'x' }), message(4, { writer: 'agent', delivery: 'sent' })]));
  const read = reduce({ ...desk(), talks }, { type: 'conversation.read', conversation: 't1', by_customer: true, number: 3 }, 30_000);
  same(read.talks.t1.rows.map((row) => row.delivery), ['received', 'read', 'failed', 'sent']);
});

test('typing is over after a while, and with the next message', () => {
  const typing = desk({ type: 'conversation.typing', conversation: 't1', is_typing: true });
  same([types(typing.talks.t1, 27_000), types(typing.talks.t1, 28_001)], [true, false]);
  same(types(reduce(typing, added(2), 21_000).talks.t1, 21_001), false);
  same(desk({ type: 'conversation.typing', conversation: 't1', agent: 'daan', is_typing: true }).talks.t1.typing, undefined);
});

test('a conversation leaves the desk with its contact', () => {
  same(desk({ type: 'contact.changed', contact: chat({ state: 'closed' }) }).talks, {});
});

test('news of a conversation that is not on the desk changes nothing', () => {
  same(Object.keys(desk({ type: 'message.added', message: message(1, { conversation: 'other' }) }).talks), ['t1']);
});

test('a line is the text before quoted history, or the names of files', () => {
  same(lineOf(message(1, { text: 'Yes.\n\n> No?', details: { quoted_at: 5 } })), 'Yes.');
  same(lineOf(message(1, { text: ' \n', attachments: [{ name: 'a.pdf' }, { name: 'b.pdf' }] })), 'a.pdf, b.pdf');
});

test('a mail is cut at its quoted history and its signature, in either order', () => {
  same(parts('Hi 👋 you\n-- \nAna\n> old', { signature_at: 9, quoted_at: 17 }), { said: 'Hi 👋 you', signature: '-- \nAna', quoted: '> old' });
  same(parts('Hi\n> old\n-- \nAna', { quoted_at: 3, signature_at: 9 }), { said: 'Hi', quoted: '> old', signature: '-- \nAna' });
  same(parts('Hi', {}), { said: 'Hi', signature: '', quoted: '' });
  same(parts('Hi', { quoted_at: 99 }).quoted, '');
});

test('a slash at the beginning of a word asks for a reply, and elsewhere it is a slash', () => {
  same(['/', '/se', 'Hi /se', 'Hi\n/se', 'and/or', '1/2', 'Hi /se nt'].map((text) => wanted(text, text.length)), ['', 'se', 'se', 'se', undefined, undefined, undefined]);
  same(wanted('Hi /sent more', 6), 'se');
});

test('a reply takes the place of the slash, and the cursor stands behind it', () => {
  same(inserted('Hi /se, bye', 6, 'Sent'), { text: 'Hi Sent, bye', at: 7 });
  same(inserted('Hi ', 3, 'Sent'), { text: 'Hi Sent', at: 7 });
});

test('replies whose shortcut begins so come before those that have the word elsewhere', () => {
  const all = [{ id: '1', shortcut: 'late', text: 'It was sent late' }, { id: '2', shortcut: 'sent', text: 'x' }, { id: '3', shortcut: 'x', text: 'y' }];
  same(fitting(all, 'SENT').map((one) => one.id), ['2', '1']);
});

test('placeholders are filled from customer, case, agent and queue, and the rest stays visible', () => {
  const now = after([snapshot({ contacts: [chat({ case: 'case', pop: pop() })] }), 0]);
  same(filled('{{customer.name}} {{ case.number }} {{agent.name}} {{queue.name}} {{order}}', knownOf(now, now.contacts[0])), `Ana Ortiz 1 ${me.name} Where is my order {{order}}`);
  same(unfilled('{{a}} {{b}} {{a}} {c}'), ['{{a}}', '{{b}}']);
});

test('a reply to all goes to every other recipient and never to ourselves', () => {
  const details = { from: { address: 'ana@x.example' }, to: [{ address: 'Shop' }, { address: 'ben@x.example' }], cc: [{ address: 'cy@x.example' }, { address: 'ana@x.example' }], subject: 'Jug' };
  const talk = loaded({}, shown([message(1, { details })])).t1;
  same(mailOf(talk, 'all', { text: '' }), { to: 'ana@x.example, ben@x.example', cc: 'cy@x.example', bcc: '', subject: '' });
  same(mailOf(talk, 'forward', { text: 'See', mode: 'reply' }).subject, 'Fwd: Jug');
  same(asked(' a@x , b@x;c@x '), ['a@x', 'b@x', 'c@x']);
});
