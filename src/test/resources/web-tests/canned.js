import { formOf, Forms, grouped, isUnsaved, keptMine, met, newForm } from 'web/state/canned.js';
import { filled, parted } from 'web/state/replies.js';
import { same, test } from './test.js';

const reply = (more = {}) => ({ id: 'r', shortcut: 'sent', text: 'On its way.', version: 'v1', changed_by: 'tom', changed_at: '', ...more });
const form = (more = {}) => ({ ...formOf(reply()), ...more });

test('a form without own changes follows what a colleague writes', () => {
  same(met(form(), reply({ text: 'On its way.', version: 'v1' })), form({ theirs: undefined }));
  const shortcut = met(form(), reply({ text: 'On its way.', shortcut: 'sent', version: 'v2' }));
  same([shortcut.version, shortcut.theirs], ['v2', undefined]);
});

test('own text and a colleague’s change stand side by side, and the own one is saved over it only knowingly', () => {
  const mine = form({ text: 'It left today.' });
  const both = met(mine, reply({ text: 'It left yesterday.', version: 'v2' }));
  same([both.text, both.version, both.theirs.text], ['It left today.', 'v1', 'It left yesterday.']);
  const kept = keptMine(both);
  same([kept.text, kept.version, kept.theirs], ['It left today.', 'v2', undefined]);
  same(met(kept, reply({ text: 'It left yesterday.', version: 'v3' })).theirs.version, 'v3');
});

test('the form of a deleted reply keeps its text and becomes a new one', () => {
  const gone = met(form({ text: 'It left today.' }), undefined);
  same([gone.id, gone.version, gone.gone, gone.text], [undefined, undefined, true, 'It left today.']);
  same(met(gone, undefined), gone);
  same(met(newForm('n'), undefined), newForm('n'));
});

test('a form is unsaved when it differs from its reply, and a new one when something is in it', () => {
  same([isUnsaved(form(), reply()), isUnsaved(form({ text: 'x' }), reply()), isUnsaved(form({ shortcut: 'x' }), reply())], [false, true, true]);
  same([isUnsaved(newForm('n'), undefined), isUnsaved({ ...newForm('n'), text: ' \n' }, undefined), isUnsaved({ ...newForm('n'), text: 'x' }, undefined), isUnsaved(newForm('n', 'shipping'), undefined)], [false, false, true, true]);
});

test('replies are grouped by owner, the own ones first, and found by shortcut and text', () => {
  const all = [reply({ id: 'a', department: 'z' }), reply({ id: 'b', department: 'y', text: 'Sorry' }), reply({ id: 'c' })];
  const ids = (wanted) => grouped(all, wanted, (one) => ({ z: 'Aachen', y: 'Zwolle' })[one]).map((group) => [group.department, ...group.replies.map((one) => one.id)]);
  same(ids(''), [['', 'c'], ['z', 'a'], ['y', 'b']]);
  same(ids(' SORRY'), [['y', 'b']]);
  same(ids('nothing'), []);
});

test('forms survive a reload of the tab, and those of another account are not seen', () => {
  const name = `a${Math.random()}`;
  new Forms(name).keep(form({ text: 'x' }));
  const again = new Forms(name);
  same(again.of('r').text, 'x');
  same(new Forms(`${name}b`).all, []);
  again.drop('r');
  same(new Forms(name).all, []);
});

test('a text is parted at its placeholders, with what fills them', () => {
  const text = 'Hello {{customer.name}}, {{ order.number }} {x}';
  same(parted(text), ['Hello ', '{{customer.name}}', ', ', '{{ order.number }}', ' {x}']);
  same(filled(text, { 'customer.name': 'Ana' }), 'Hello Ana, {{ order.number }} {x}');
  same(filled(text, {}), text);
});
