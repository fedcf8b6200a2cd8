import { Lazy } from 'web/lib/lazy.js';
import { same, test, until } from './test.js';

test('a part is asked for once, however often it is wanted', async () => {
  let asked = 0;
  const lazy = new Lazy(async () => ++asked, () => {});
  await Promise.all([lazy.want(), lazy.want()]);
  await lazy.want();
  same([asked, lazy.part, lazy.failed], [1, 1, false]);
});

test('a part that could not be loaded says so, and that it is coming when it is wanted again', async () => {
  const shown = [];
  let line = false;
  const lazy = new Lazy(async () => (line ? 'part' : Promise.reject(new Error('no line'))), () => shown.push([lazy.part, lazy.failed]));
  await lazy.want();
  line = true;
  await lazy.want();
  same(shown, [[undefined, true], [undefined, false], ['part', false]]);
});

test('a part comes by itself when the browser is idle', async () => {
  const lazy = new Lazy(async () => 'part', () => {});
  lazy.soon();
  same(lazy.part, undefined);
  await until(() => lazy.part === 'part');
});
