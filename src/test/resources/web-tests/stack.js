import { closeTop, stand } from 'web/lib/stack.js';
import { same, test } from './test.js';

/** What is closed by so many presses of Escape. */
function closed(presses, ...open) {
  const told = [];
  const close = (thing) => {
    told.push(thing);
    stand(thing, false);
  };
  for (const thing of open) stand(thing, true, () => close(thing));
  const answers = Array.from({ length: presses }, closeTop);
  for (const thing of open) stand(thing, false);
  return [told, answers];
}

test('Escape closes what was opened last, one thing at a time', () => {
  same(closed(3, 'finish', 'transfer'), [['transfer', 'finish'], [true, true, false]]);
});

test('what is open already keeps its place when it says so again', () => {
  same(closed(1, 'finish', 'transfer', 'finish'), [['transfer'], [true]]);
});

test('what was closed by another hand is asked no more', () => {
  const told = [];
  stand('menu', true, () => told.push('menu'));
  stand('menu', false);
  same([closeTop(), told], [false, []]);
});

test('what has nothing to close leaves the key to the one below', () => {
  const told = [];
  stand('drawer', true, () => told.push('drawer'));
  stand('form', true, () => false);
  same([closeTop(), told], [true, ['drawer']]);
  stand('drawer', false);
  stand('form', false);
});

test('Escape is left to the text that is being composed, and is used up when it has closed something', () => {
  const press = (more) => {
    const event = new KeyboardEvent('keydown', { key: 'Escape', cancelable: true, ...more });
    dispatchEvent(event);
    return event.defaultPrevented;
  };
  stand('menu', true, () => stand('menu', false));
  same([press({ isComposing: true }), press({ ctrlKey: true }), press({}), press({})], [false, false, true, false]);
});
