import { common, named, own, start } from 'web/state/places.js';
import { same, test } from './test.js';

const session = (role, agent, sample_shop = false) => ({ account: { name: 'ana', role, agent }, sample_shop });
const names = (places) => places.map(({ name }) => name);

test('who has a desk is led to it, and a supervisor to the wallboard first', () => {
  same(names(own(session('agent', 'ana'))), ['desk']);
  same(names(own(session('supervisor', 'ana'))), ['wall', 'desk']);
  same(names(own(session('supervisor'))), ['wall']);
  same(names(own(session('admin'))), ['wall', 'admin']);
  same(['agent', 'supervisor', 'admin'].map((role) => start({ role })), ['/agent', '/wall', '/wall']);
});

test('nobody has no place of their own, and is told of what is open to everybody', () => {
  same(own({ sample_shop: true }), []);
  same(names(common({ sample_shop: false })), ['docs', 'admin']);
  same(names(named({ sample_shop: true })), ['docs']);
});

test('the sample shop is a place only where it is shown', () => {
  same(names(common(session('agent', 'ana', true))), ['demo', 'shop', 'docs']);
  same(names(common(session('agent', 'ana'))), ['docs']);
});
