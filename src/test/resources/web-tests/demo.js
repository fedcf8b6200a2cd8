import { after, newStory, next, painted } from 'web/state/demo.js';
import { same, test } from './test.js';

/** @param {object} [more] */
const sight = (more = {}) => ({ live: true, presence: 'ready', offered: false, talking: false, channel: '', contacts: 0, guard: '', ahead: '', messages: [], shown: [], ...more });

const onCall = sight({ talking: true, channel: 'call' });
const given = sight({ talking: true, channel: 'call', guard: 'Replacement for the shoes' });
const inChat = sight({ talking: true, channel: 'chat', guard: 'Replacement for the shoes' });

/** @param {...Record<string, any>} shown what the two desks show, one after the other */
const told = (...shown) => shown.reduce(after, newStory());

test('the story begins with the call and goes on step by step', () => {
  same(next(newStory()), 'call');
  same(next(told({ ana: onCall })), 'give');
  same(next(told({ ana: onCall }, { ana: given })), 'chat');
  same(next(told({ ana: given, daan: inChat })), 'drop');
});

test('a step counts only after those before it', () => {
  same(next(told({ daan: inChat })), 'call');
  same(next(told({ ana: sight({ ahead: 'Daan was ahead' }) })), 'call');
});

test('what was done stays done when the desks show something else', () => {
  same(next(told({ ana: given }, { ana: sight() })), 'chat');
});

test('the line has dropped when the second desk was without it and has it again', () => {
  const before = [{ ana: given, daan: inChat }];
  same(next(told(...before, { ana: given, daan: sight({ live: false }) })), 'drop');
  same(next(told(...before, { ana: given, daan: sight({ live: false }) }, { ana: given, daan: inChat })), 'twice');
});

test('the story ends when one of the desks says that the other was ahead', () => {
  const last = [{ ana: given, daan: inChat }, { ana: given, daan: sight({ live: false }) }, { ana: given, daan: inChat }];
  same(next(told(...last, { ana: given, daan: sight({ ahead: 'Ana was ahead' }) })), undefined);
});

test('the times of all desks are counted together', () => {
  same(painted({ ana: sight({ shown: [30, 50] }), daan: sight({ shown: [40] }) }), { count: 3, last: 40, middle: 40, slowest: 50 });
  same(painted({}).count, 0);
});
