import { t } from 'web/lib/text.js';
import { same, test } from './test.js';

test('a name of the same direction stands in a text as it is', () => {
  same(t('viewer.viewing', { name: 'Ana de Wit' }), 'Ana de Wit is viewing');
});

test('a name of the other direction stands in marks, so that it moves nothing around it', () => {
  same(t('viewer.viewing', { name: 'مريم' }), '\u2068مريم\u2069 is viewing');
  same(t('viewer.viewing', { name: '' }), ' is viewing');
});
