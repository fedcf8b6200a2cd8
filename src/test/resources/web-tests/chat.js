import { earlier, emptyChat, isOfAnother, last, minutes, opens, opensIn, reduce, refused, visitorOf, waiting, without } from 'web/state/chat.js';
import { same, test } from './test.js';

const welcome = (more) => ({ type: 'welcome', after: 0, agent_read: 0, site: { name: 'Shop', hours: [] }, ...more });
const message = (number, more) => ({ type: 'message', number, writer: 'agent', text: `number ${number}`, ...more });
const state = (name, more) => ({ type: 'state', state: name, ...more });
const after = (...messages) => messages.reduce(reduce, emptyChat());
const numbers = (chat) => chat.messages.map((one) => one.number);

test('a chat shows each message once, in order, after a reconnect too', () => {
  const chat = after(welcome(), message(1), message(2), message(2), welcome({ after: 2 }), message(3));
  same(numbers(chat), [1, 2, 3]);
});

test('a message out of its turn is not shown: the server sends it again in its turn', () => {
  same(numbers(after(welcome(), message(1), message(3))), [1]);
});

test('a welcome for another conversation begins anew', () => {
  same(numbers(after(welcome(), message(1), message(2), welcome({ after: 40 }), message(41))), [41]);
});

test('a message that was waiting to be sent gives way to the stored one', () => {
  const typed = waiting(after(welcome()), { id: 'a', text: 'Hello', files: [] });
  same(reduce(typed, message(1, { writer: 'you', id: 'a' })).pending, []);
  same(reduce(typed, message(1, { writer: 'you', id: 'b' })).pending.length, 1);
  same(refused(typed, 'a', 'too long').pending[0].refused, 'too long');
  same(without(typed, 'a').pending, []);
});

test('what a user has left in the tab is not for the next visitor, and who logs in keeps it', () => {
  const user = visitorOf('u.abc_-def.0123');
  same(user, 'u.abc_-def');
  same(isOfAnother(user, user), false);
  same(isOfAnother(user, 'u.other'), true);
  same(isOfAnother(user, 'v.somebody'), true);
  same(isOfAnother('v.somebody', user), false);
  same(isOfAnother(undefined, 'v.somebody'), false);
});

test('a closed site opens by itself, and an open one does not', () => {
  const hours = [{ from: '2026-03-02T09:00:00Z', to: '2026-03-02T17:00:00Z' }];
  const site = { name: '', greeting: '', is_open: false, takes_mail: false, hours };
  const now = Date.parse('2026-03-02T08:59:00Z');
  same(opensIn(site, now), 60_000);
  same(opensIn({ ...site, is_open: true }, now), undefined);
  same(opensIn({ ...site, hours: [] }, now), undefined);
  same(opensIn(undefined, now), undefined);
});

test('earlier messages come before the others, and only those that belong there', () => {
  const chat = after(welcome({ after: 10 }), message(11));
  same(numbers(earlier(chat, [message(10), message(9)])), [9, 10, 11]);
  same(numbers(earlier(chat, [message(8)])), [11]);
  same(last(chat), 11);
});

test('a chat that an agent had is rated when it has ended, and one that nobody answered is not', () => {
  same(after(welcome(), state('waiting', { contact: 'c' }), state('talking', { contact: 'c' }), state('none')).closed, 'c');
  same(after(welcome(), state('waiting', { contact: 'c' }), state('none')).closed, undefined);
  same(after(welcome(), state('talking', { contact: 'c' }), state('none'), state('waiting', { contact: 'd' })).closed, undefined);
});

test('an end that came while the page was away is seen when it is back', () => {
  const back = { ...emptyChat(), answered: 'c' };
  same([welcome(), state('none')].reduce(reduce, back).closed, 'c');
});

test('the answer of an agent means that what came before was read', () => {
  same(after(welcome(), message(1, { writer: 'you' }), message(2)).agentRead, 2);
});

test('who answers is no longer typing', () => {
  same(after(welcome(), state('talking', { contact: 'c' }), { type: 'typing', is_typing: true }, message(1)).typing, false);
});

test('a wait is told in whole minutes, and never as none', () => {
  same([1, 60, 61, 150].map(minutes), [1, 1, 2, 3]);
});

test('the next opening is the first that lies ahead', () => {
  const site = { hours: [{ from: '2026-11-24T09:00:00Z', to: '' }, { from: '2026-11-25T09:00:00Z', to: '' }] };
  same(opens(site, Date.parse('2026-11-24T10:00:00Z')), '2026-11-25T09:00:00Z');
});

test('a message of a newer server changes nothing', () => {
  const chat = after(welcome(), message(1));
  same(reduce(chat, { type: 'confetti' }), chat);
});
