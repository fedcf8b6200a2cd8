// @ts-check
import { t, word } from '../lib/text.js';

/** @typedef {import('./types.js').ProblemBody} ProblemBody */

/** A refused or unanswered request. Where the page has a text for the status it says that, else what the server said, in English. Its `status` is 0 when there was no answer. */
export class Problem extends Error {
  /** @param {ProblemBody} body @param {string} [request] */
  constructor(body, request) {
    super(word(`problem.${body.status}`, body.errors?.join('; ') || body.detail || body.title));
    this.status = body.status;
    this.body = body;
    this.request = request;
  }

  /** Whether the server decided nothing, so that the same request may be sent again. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}

/**
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {unknown} [body]
 * @param {Record<string, string>} [headers]
 * @param {boolean} [keepalive] whether the request continues when the page is closed
 * @param {(response: Response) => void} [answered] gets the answer's headers
 * @param {AbortSignal} [signal] ends the request
 * @returns {Promise<any>}
 */
export async function call(method, path, body, headers = {}, keepalive = false, answered = undefined, signal = undefined) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      keepalive,
      signal,
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': body instanceof Blob ? 'application/octet-stream' : 'application/json' }), ...headers },
      body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
    });
  } catch {
    throw new Problem({ status: 0, title: t('problem.no_answer') });
  }
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  const answer = isJson ? await response.json().catch(() => undefined) : undefined;
  if (response.ok) {
    answered?.(response);
    return answer;
  }
  if (response.status === 401 && path !== '/session' && location.pathname !== '/login') {
    location.assign('/login');
  }
  throw new Problem(
    { title: t('problem.server', { status: response.status }), ...answer, status: response.status },
    response.headers.get('X-Request-Id') ?? undefined,
  );
}

/**
 * A page of a list, whatever the name of its rows.
 * @param {any} body
 * @returns {{ rows: any[], cursor: string | undefined }}
 */
export function page(body) {
  const rows = Array.isArray(body) ? body : (Object.values(body ?? {}).find(Array.isArray) ?? []);
  return { rows, cursor: body?.next_cursor ?? body?.next ?? body?.cursor ?? undefined };
}

/** @param {Record<string, string | number | undefined>} values */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return given.length ? `?${new URLSearchParams(given.map(([k, v]) => [k, String(v)]))}` : '';
}
