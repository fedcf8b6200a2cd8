import { changes, conflicts, decided, formOf, isChanged, met, pointsOf } from 'web/state/person.js';
import { holds, same, test } from './test.js';

const phone = { kind: 'phone', value: '+31612345678' };
const email = { kind: 'email', value: 'ana@home.example' };

/** @param {object} [more] */
const ana = (more = {}) => ({ id: 'ana', name: 'Ana', provisional: false, version: 3, contact_points: [phone], ...more });

test('a form that was not touched changes nothing', () => {
  same([changes(formOf(ana()), ana()), isChanged(formOf(ana()), ana())], [{}, false]);
});

test('only what the agent has changed is sent', () => {
  const form = { ...formOf(ana()), name: ' Ana Ortiz ', language: 'es' };
  same(changes(form, ana()), { name: 'Ana Ortiz', language: 'es' });
});

test('what only somebody else has changed is taken over, and what only the agent has changed stays', () => {
  const theirs = ana({ language: 'nl', version: 4 });
  const form = met({ ...formOf(ana()), name: 'Ana Ortiz' }, theirs);
  same([form.name, form.language, conflicts(form, theirs), changes(form, theirs)], ['Ana Ortiz', 'nl', [], { name: 'Ana Ortiz' }]);
});

test('where both have changed the same, both texts stay until the agent decides', () => {
  const theirs = ana({ name: 'Ana Maria' });
  const form = met({ ...formOf(ana()), name: 'Ana O.' }, theirs);
  same([form.name, conflicts(form, theirs)], ['Ana O.', ['name']]);
  same(changes(decided(form, 'name', theirs, true), theirs), { name: 'Ana O.' });
  same(changes(decided(form, 'name', theirs, false), theirs), {});
});

test('the same change by both is no conflict', () => {
  const theirs = ana({ name: 'Ana Ortiz' });
  const form = met({ ...formOf(ana()), name: 'Ana Ortiz' }, theirs);
  same([conflicts(form, theirs), changes(form, theirs)], [[], {}]);
});

test('contact points that two people add and remove do not disturb each other', () => {
  const form = { ...formOf(ana()), added: [email, email], removed: [phone] };
  const theirs = ana({ contact_points: [phone, { kind: 'phone', value: '+4930123456' }] });
  same(pointsOf(form, theirs).map((one) => one.value), ['+4930123456', 'ana@home.example']);
  holds('contact_points' in changes(form, theirs));
  same(changes({ ...formOf(ana()), added: [phone] }, ana()), {});
});
