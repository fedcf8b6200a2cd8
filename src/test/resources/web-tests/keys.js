import { actionOf, keyOf, KEYS, nameOf } from 'web/state/keys.js';
import { choose } from 'web/state/own-keys.js';
import { same, test } from './test.js';

const press = (key, more = {}) => new KeyboardEvent('keydown', { key, ...more });
const named = (key, more) => nameOf(press(key, more));

test('no action has a key with Alt, AltGr or the key of the system', () => {
  same(named('k', { ctrlKey: true }), 'Control+K');
  same(named('k', { ctrlKey: true, altKey: true }), '');
  same(named('@', { modifierAltGraph: true }), '');
  same(named('k', { metaKey: true }), '');
  same(Object.values(KEYS).filter((key) => /Alt|Meta/.test(key)), []);
});

test('keys have the names that are on them', () => {
  same(named('F2'), 'F2');
  same(named('F2', { shiftKey: true }), '');
  same(named('?', { shiftKey: true }), '?');
  same(named('ArrowDown', { ctrlKey: true }), 'Control+ArrowDown');
  same(named('Tab', { shiftKey: true }), '');
  same(named('f'), 'F');
});

test('an action may have another key, and one switch turns all off', () => {
  same(actionOf(press('F2')), 'accept');
  choose({ own: { accept: 'F4' } });
  same([actionOf(press('F2')), actionOf(press('F4')), keyOf('accept')], [undefined, 'accept', 'F4']);
  choose({ off: true, own: { accept: 'F4' } });
  same([actionOf(press('F4')), actionOf(press('?')), keyOf('find')], [undefined, undefined, '']);
  choose({});
  same(actionOf(press('F2')), 'accept');
});

test('in a text field a letter is typed, and a key that writes nothing counts', () => {
  const field = document.body.appendChild(document.createElement('textarea'));
  const heard = [];
  field.addEventListener('keydown', (event) => heard.push(actionOf(event)));
  for (const event of [press('?'), press('f'), press('F8'), press('k', { ctrlKey: true })]) field.dispatchEvent(event);
  field.remove();
  same(heard, [undefined, undefined, 'hold', 'find']);
});
