import { commandsFor, folded, sections, staying, stepped } from 'web/state/find.js';
import { same, test } from './test.js';

const commands = [{ id: 'ready', name: 'Go ready' }, { id: 'lunch', name: 'Not ready: Déjeuner' }, { id: 'out', name: 'Log out' }];
const ids = (some) => some.map(({ id }) => id);
const whose = { id: 'c-1', name: 'Ana', provisional: false };
const found = {
  customers: [{ id: 'c-1', name: 'Ana', contact_points: [] }],
  orders: [{ number: 'A 1', state: 'placed', placed_at: '2026-01-01T00:00:00Z', customer: whose }],
  cases: [{ id: 'f-1', number: 7, kind: 'question', subject: 'Shoes', state: 'open', customer: whose }],
  contacts: [{ id: 'k-1', channel: 'call', queue: 'q', arrived_at: '2026-01-01T00:00:00Z', customer: whose }],
  incomplete: false,
};

test('a command is found by the beginnings of its words, in any order and without accents', () => {
  same(ids(commandsFor(commands, 'ready go')), ['ready']);
  same(ids(commandsFor(commands, 'dejeu')), ['lunch']);
  same(ids(commandsFor(commands, 'READY')), ['ready', 'lunch']);
  same(ids(commandsFor(commands, 'eady')), []);
  same(ids(commandsFor(commands, '  ')), ['ready', 'lunch', 'out']);
  same(folded('Ünal É'), 'unal e');
});

test('commands come first, empty lists are left out, and each option says whose it is', () => {
  const lists = sections(commandsFor(commands, 'log'), found);
  same(lists.map(({ name }) => name), ['commands', 'customers', 'orders', 'cases', 'contacts']);
  same(lists.slice(1).map(({ options }) => options[0].customer), ['c-1', 'c-1', 'c-1', 'c-1']);
  same(lists[2].options[0].order, 'A 1');
  same(lists[3].options[0].case, 'f-1');
  same(sections([], undefined), []);
});

test('the chosen option stays while the lists change, and the arrows go round', () => {
  const options = [{ key: 'a' }, { key: 'b' }];
  same(staying(options, 'b'), 'b');
  same(staying(options, 'gone'), 'a');
  same(staying([], 'a'), '');
  same(stepped(options, 'b', 1), 'a');
  same(stepped(options, 'a', -1), 'b');
  same([stepped(options, '', 1), stepped(options, '', -1), stepped([], '', 1)], ['a', 'b', '']);
});
