// @ts-check
/**
 * The API contract as the page of documents shows it. A reference to a schema with fields stays a link; what other
 * references name is shown in their places.
 *
 * @typedef {{ text: string, link?: string }} Type what a value is; with `link`, of that schema
 * @typedef {{ name: string, type: Type, isNeeded: boolean, isOld: boolean, text: string, limits: string[], words: string[], fields: Field[] }} Field
 * @typedef {Field & { place: string }} Parameter
 * @typedef {{ media: string, type: Type, fields: Field[], example?: unknown }} Body
 * @typedef {{ status: string, text: string, isProblem: boolean, headers: string[], body?: Body }} Answer
 * @typedef {{ id: string, method: string, path: string, tag: string, title: string, text: string, role: string, isSocket: boolean, parameters: Parameter[], body?: Body, answers: Answer[] }} Operation
 * @typedef {{ id: string, name: string, text: string, operations: Operation[] }} Chapter
 * @typedef {{ name: string, text: string, type: Type, words: string[], limits: string[], fields: Field[] }} Schema
 * @typedef {{ version: string, text: string, chapters: Chapter[], schemas: Schema[] }} Contract
 */

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const SCHEMAS = '#/components/schemas/';
const PROBLEM = 'application/problem+json';

/** The words for types and limits; the page gives them in the reader's language. */
/** @typedef {(key: string, values?: Record<string, string | number>) => string} Say */

/** @param {any} document @param {Say} say @returns {Contract} */
export function read(document, say) {
  const reading = new Reading(document, say);
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => reading.operation(path, method, item)));
  return {
    version: document.info.version,
    text: document.info.description ?? '',
    chapters: document.tags.map((/** @type {any} */ tag) => ({
      id: `tag-${tag.name}`, name: tag.name, text: tag.description ?? '', operations: operations.filter((one) => one.tag === tag.name),
    })),
    schemas: Object.entries(document.components.schemas).map(([name, schema]) => reading.schema(name, schema)),
  };
}

/** @param {string[]} texts @param {string} words */
const haveAll = (texts, words) => words.toLowerCase().split(/\s+/).every((one) => texts.join(' ').toLowerCase().includes(one));

/** @param {Operation} operation */
const nameOf = ({ method, path, title }) => [method, path, title];

/** Whether the operation has all of these words. @param {Operation} operation @param {string} words */
export const matches = (operation, words) => haveAll([...nameOf(operation), operation.id, operation.text, operation.tag], words);

/** The operation that is meant most likely: one whose title and path have the words, or else any that has them. @param {Operation[]} operations @param {string} words */
export const best = (operations, words) => operations.find((one) => haveAll(nameOf(one), words)) ?? operations.find((one) => matches(one, words));

/**
 * A command that sends the request, or nothing where a command cannot: a socket, a signed hook, a file.
 * @param {Operation} operation @param {string} origin
 */
export function curl({ method, path, role, isSocket, parameters, body, answers }, origin) {
  if (isSocket || role === 'hook' || role === 'visitor' || (body && body.media !== 'application/json')) return '';
  const query = parameters.filter((one) => one.place === 'query' && one.isNeeded).map((one) => `${one.name}=${variable(one.name)}`);
  const url = origin + path.replace(/\{(\w+)\}/g, (_, name) => variable(name)) + (query.length ? `?${query.join('&')}` : '');
  const parts = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"${url}"`,
    ...(role === 'public' ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...parameters.filter((one) => one.place === 'header' && one.isNeeded).map((one) => `-H '${one.name}: ${headerOf(one.name)}'`),
    ...(body ? ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(body.example ?? {}).replaceAll("'", "'\\''")}'`] : []),
    ...(answers.some((one) => one.body?.media === 'text/event-stream') ? ['--no-buffer'] : []),
  ];
  return parts.join(' \\\n  ');
}

/** @param {string} name */
const variable = (name) => `$${name.toUpperCase()}`;

/** @param {string} name */
const headerOf = (name) => (name === 'If-Match' ? '"version"' : 'example-1');

/** The reading of one document. */
class Reading {
  /** @param {any} document @param {Say} say */
  constructor(document, say) {
    this.document = document;
    this.say = say;
  }

  /** @param {any} node @returns {any} */
  deref(node) {
    if (!node?.$ref) return node;
    const { $ref, ...beside } = node;
    return { ...this.deref($ref.slice(2).split('/').reduce((/** @type {any} */ at, /** @type {string} */ name) => at[name], this.document)), ...beside };
  }

  /** @param {any} schema */
  hasFields(schema) {
    return Boolean(schema?.properties || schema?.allOf);
  }

  /** @param {string} path @param {string} method @param {any} item @returns {Operation} */
  operation(path, method, item) {
    const one = item[method];
    const role = one['x-role'];
    const answers = Object.entries(one.responses).map(([status, answer]) => this.answer(status, answer));
    return {
      id: one.operationId, method: method.toUpperCase(), path, tag: one.tags[0], title: one.summary, text: one.description ?? '', role,
      isSocket: '101' in one.responses,
      parameters: [...(item.parameters ?? []), ...(one.parameters ?? [])].map((parameter) => {
        const { name, in: place, required, schema, description } = this.deref(parameter);
        return { ...this.field(name, description ? { ...schema, description } : schema, required), place };
      }),
      body: this.body(this.deref(one.requestBody)?.content),
      answers,
    };
  }

  /** @param {string} status @param {any} written @returns {Answer} */
  answer(status, written) {
    const { description, content, headers } = this.deref(written);
    const body = this.body(content);
    return { status, text: description ?? '', isProblem: body?.media === PROBLEM, headers: Object.keys(headers ?? {}), body };
  }

  /** @param {any} content @returns {Body | undefined} */
  body(content) {
    if (!content) return undefined;
    const [media, { schema, example }] = /** @type {[string, any]} */ (Object.entries(content)[0]);
    const isNamed = Boolean(schema?.$ref) && media === PROBLEM;
    return { media, type: this.type(schema), fields: isNamed ? [] : this.fields(schema), example: example ?? this.sample(schema) };
  }

  /** @param {string} name @param {any} schema @returns {Schema} */
  schema(name, schema) {
    return { name, text: schema.description ?? '', type: this.type(schema), words: this.words(schema), limits: this.limits(schema), fields: this.fields(schema) };
  }

  /** The fields of an object, or of the objects of a list. @param {any} written @returns {Field[]} */
  fields(written) {
    const schema = this.deref(written);
    if (!schema) return [];
    if (schema.type === 'array') return this.fields(schema.items);
    const parts = schema.allOf ?? [];
    const required = [...(schema.required ?? []), ...parts.flatMap((/** @type {any} */ part) => this.deref(part).required ?? [])];
    return [
      ...parts.flatMap((/** @type {any} */ part) => this.fields(part)),
      ...Object.entries(schema.properties ?? {}).map(([name, field]) => this.field(name, field, required.includes(name))),
    ].map((field) => ({ ...field, isNeeded: field.isNeeded || required.includes(field.name) }));
  }

  /** @param {string} name @param {any} written @param {boolean} isNeeded @returns {Field} */
  field(name, written, isNeeded) {
    const schema = this.deref(written) ?? {};
    const type = this.type(written);
    return {
      name, type, isNeeded: Boolean(isNeeded), isOld: Boolean(schema.deprecated), text: schema.description ?? '', limits: this.limits(schema), words: this.words(schema),
      fields: type.link ? [] : this.fields(schema),
    };
  }

  /** @param {any} written @returns {Type} */
  type(written) {
    if (!written) return { text: '' };
    if (written.$ref?.startsWith(SCHEMAS) && this.hasFields(this.deref(written))) return { text: '', link: written.$ref.slice(SCHEMAS.length) };
    const schema = this.deref(written);
    if (schema.type === 'array') {
      const items = this.type(schema.items);
      return { text: items.text ? this.say('type.list_of', { type: items.text }) : this.say('type.list'), link: items.link };
    }
    if (schema.type === 'object' || this.hasFields(schema)) {
      const values = typeof schema.additionalProperties === 'object' ? this.type(schema.additionalProperties) : undefined;
      return values ? { text: values.text ? this.say('type.map_of', { type: values.text }) : this.say('type.map'), link: values.link } : { text: this.say('type.object') };
    }
    const names = [schema.type ?? 'any'].flat().map((/** @type {string} */ name) => this.say(`type.${schema.format && name === 'string' ? schema.format : name}`));
    return { text: names.join(' / ') };
  }

  /** The only values that are allowed. @param {any} schema @returns {string[]} */
  words(schema) {
    return (schema.enum ?? this.deref(schema.items)?.enum ?? []).map(String);
  }

  /** @param {any} schema @returns {string[]} */
  limits(schema) {
    return ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'pattern', 'default']
      .filter((key) => schema[key] !== undefined && !(key === 'minLength' && schema[key] === 1))
      .map((key) => this.say(`limit.${key}`, { n: String(schema[key]) }));
  }

  /** A value that the schema allows, with the fields that are needed. @param {any} written @returns {unknown} */
  sample(written) {
    const schema = this.deref(written) ?? {};
    if (schema.example !== undefined) return schema.example;
    if (schema.examples) return schema.examples[0];
    if (schema.enum) return schema.enum[0];
    if (this.hasFields(schema)) {
      const parts = [...(schema.allOf ?? []).map((/** @type {any} */ part) => this.deref(part)), schema];
      const properties = Object.assign({}, ...parts.map((part) => part.properties));
      const required = parts.flatMap((part) => part.required ?? []).filter((name) => name in properties);
      return Object.fromEntries(required.map((name) => [name, this.sample(properties[name])]));
    }
    if (schema.type === 'array') return schema.minItems ? [this.sample(schema.items)] : [];
    if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
    if (schema.type === 'boolean') return true;
    if (schema.type === 'object') return {};
    return { uuid: '0197c1d2-0000-7000-8000-000000000000', 'date-time': '2026-03-02T09:00:00Z', date: '2026-03-02' }[/** @type {'uuid'} */ (schema.format)] ?? '…';
  }
}
