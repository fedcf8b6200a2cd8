import { best, curl, matches, read } from 'web/state/contract.js';
import { holds, same, test } from './test.js';

/** The words are told by their names. */
const say = (key, values) => (values ? `${key}(${Object.values(values)})` : key);

const operation = (more = {}) => ({ tags: ['orders'], operationId: 'one', summary: 'One', 'x-role': 'agent', responses: { 204: { description: 'Done.' } }, ...more });

const document = (paths, schemas = {}) => ({
  info: { version: '1' }, tags: [{ name: 'orders', description: 'Orders.' }, { name: 'other' }], paths,
  components: {
    schemas: { Uuid: { type: 'string', format: 'uuid' }, Problem: { type: 'object', properties: { title: { type: 'string' } } }, ...schemas },
    parameters: { order: { name: 'order', in: 'path', required: true, schema: { $ref: '#/components/schemas/Uuid' } } },
    responses: { Problem: { description: 'An error.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
  },
});

const only = (paths, schemas) => read(document(paths, schemas), say).chapters[0].operations[0];

const posting = (schema, schemas, more = {}) =>
  only({ '/orders': { post: operation({ requestBody: { content: { 'application/json': { schema } } }, ...more }) } }, schemas);

test('operations stand in the chapter of their tag, with the parameters of their path', () => {
  const { chapters } = read(document({ '/orders/{order}': { parameters: [{ $ref: '#/components/parameters/order' }], get: operation(), delete: operation({ operationId: 'two' }) } }), say);
  same(chapters.map(({ id, operations }) => [id, operations.map((one) => [one.method, one.id])]), [['tag-orders', [['GET', 'one'], ['DELETE', 'two']]], ['tag-other', []]]);
  const [{ name, place, isNeeded, type }] = chapters[0].operations[1].parameters;
  same([name, place, isNeeded, type], ['order', 'path', true, { text: 'type.uuid' }]);
});

test('a body shows its fields with types, limits and words, and those of objects within', () => {
  const { body } = posting({
    type: 'object', required: ['state'],
    properties: {
      state: { type: 'string', enum: ['open', 'closed'] },
      lines: { type: 'array', maxItems: 9, items: { type: 'object', required: ['title'], properties: { title: { type: 'string', maxLength: 5 } } } },
      skills: { type: 'object', additionalProperties: { type: 'integer' } },
    },
  });
  same(body.fields.map(({ name, type, isNeeded }) => [name, type.text, isNeeded]), [['state', 'type.string', true], ['lines', 'type.list_of(type.object)', false], ['skills', 'type.map_of(type.integer)', false]]);
  same([body.fields[0].words, body.fields[1].limits], [['open', 'closed'], ['limit.maxItems(9)']]);
  same(body.fields[1].fields.map(({ name, isNeeded, limits }) => [name, isNeeded, limits]), [['title', true, ['limit.maxLength(5)']]]);
});

test('a schema with fields is linked, so that one that has itself has an end', () => {
  const Case = { type: 'object', required: ['id'], properties: { id: { $ref: '#/components/schemas/Uuid' }, parts: { type: 'array', items: { $ref: '#/components/schemas/Case' } } } };
  const { body } = posting({ $ref: '#/components/schemas/Case' }, { Case });
  same(body.type, { text: '', link: 'Case' });
  same(body.fields.map(({ name, type, fields }) => [name, type.text, type.link, fields]), [['id', 'type.uuid', undefined, []], ['parts', 'type.list', 'Case', []]]);
});

test('a schema of several parts has the fields of all', () => {
  const Outdated = { allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', required: ['version'], properties: { version: { type: 'integer' } } }] };
  const { schemas } = read(document({}, { Outdated }), say);
  const { fields } = schemas.find(({ name }) => name === 'Outdated');
  same(fields.map(({ name, isNeeded }) => [name, isNeeded]), [['title', false], ['version', true]]);
});

test('an answer that is a problem says so and repeats no fields', () => {
  const [done, other] = only({ '/orders': { get: operation({ responses: { 204: { description: 'Done.' }, default: { $ref: '#/components/responses/Problem' } } }) } }).answers;
  same([done.isProblem, done.body, other.status, other.isProblem, other.body.fields], [false, undefined, 'default', true, []]);
});

test('a command has what the request needs, and its quotes hold', () => {
  const { Order } = { Order: { type: 'object', required: ['note', 'count'], properties: { note: { type: 'string', examples: ["it's"] }, count: { type: 'integer', minimum: 2 }, more: { type: 'string' } } } };
  const one = posting({ $ref: '#/components/schemas/Order' }, { Order }, { parameters: [{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } }, { name: 'limit', in: 'query', schema: { type: 'integer' } }] });
  same(curl(one, 'http://here'), [
    'curl -X POST "http://here/orders" \\', '  -H "Authorization: Bearer $TOKEN" \\', "  -H 'Idempotency-Key: example-1' \\", "  -H 'Content-Type: application/json' \\", `  -d '{"note":"it'\\''s","count":2}'`].join('\n'));
  const open = only({ '/orders/{order}': { parameters: [{ $ref: '#/components/parameters/order' }], get: operation({ 'x-role': 'public' }) } });
  same(curl(open, 'http://here'), 'curl "http://here/orders/$ORDER"');
});

test('no command is shown for a socket, a signed hook and a file', () => {
  const socket = only({ '/ws': { get: operation({ responses: { 101: { description: 'Open.' } } }) } });
  const hook = only({ '/hooks/x': { post: operation({ 'x-role': 'hook' }) } });
  const file = only({ '/files': { post: operation({ requestBody: { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } }) } });
  same([socket.isSocket, ...[socket, hook, file].map((one) => curl(one, 'http://here'))], [true, '', '', '']);
});

test('an operation is found by words of its path, title or text, in any order', () => {
  const one = only({ '/orders/import': { post: operation({ summary: 'Import orders of a shop', description: 'All or nothing.' }) } });
  holds(matches(one, 'shop IMPORT'), 'by its title');
  holds(matches(one, 'post /orders/'), 'by its path');
  holds(matches(one, 'nothing'), 'by its text');
  holds(!matches(one, 'shop refund'), 'all words count');
});

test('of several operations with the words, one that has them in its name is meant', () => {
  const { chapters } = read(document({ '/session': { delete: operation({ description: 'Ends the token.' }) }, '/tokens': { post: operation({ operationId: 'two' }) } }), say);
  const [{ operations }] = chapters;
  same([best(operations, 'token').id, best(operations, 'ENDS').id, best(operations, 'none')], ['two', 'one', undefined]);
});
