import { Acts } from 'web/work/acts.js';
import { same, test } from './test.js';

test('what is under way is busy, and then done', async () => {
  const acts = new Acts(() => {});
  const seen = [];
  const done = await acts.run('contact c1', 'Sending', async (waits) => {
    seen.push(acts.of('contact c1').busy);
    waits();
    seen.push(acts.of('contact c1').busy !== 'Sending');
  });
  same([done, seen, acts.of('contact c1')], [true, ['Sending', true], { busy: '', problem: '', said: '' }]);
});

test('what was refused says why and under which request', async () => {
  const acts = new Acts(() => {});
  const done = await acts.run('contact c1', 'Sending', () => Promise.reject(Object.assign(new Error('It is over'), { request: 'r-1' })));
  same([done, acts.of('contact c1').problem, acts.of('contact c2').problem], [false, 'It is over (r-1)', '']);
});

test('the results of many contacts do not pile up, and what is in progress stays', () => {
  const acts = new Acts(() => {});
  acts.set('contact slow', { busy: 'Sending' });
  for (let i = 0; i < 500; i++) acts.set(`contact ${i}`, { said: 'Done' });
  same([acts.of('contact 0').said, acts.of('contact 499').said, acts.of('contact slow').busy], ['', 'Done', 'Sending']);
});
