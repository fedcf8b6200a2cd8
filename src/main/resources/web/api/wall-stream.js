// @ts-check
import { call, Problem } from './http.js';

/** The server sends a heartbeat every 3 s. After two missed ones and a little more the connection counts as dead. */
const SILENCE_MAX = 7_000;
const AGAIN_AFTER = 2_000;

/**
 * The wallboard's stream. The server sends heartbeats when nothing changes; a dead connection is opened again.
 */
export class WallStream {
  /** @type {EventSource | undefined} */
  #source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;

  /**
   * @param {(wallboard: import('../state/wall.js').Wallboard) => void} take
   * @param {() => void} alive the last board is still true
   * @param {(why: string) => void} refused
   */
  constructor(take, alive, refused) {
    this.take = take;
    this.alive = alive;
    this.refused = refused;
  }

  start() {
    this.#source?.close();
    const source = new EventSource('/api/v1/wallboard/stream');
    this.#source = source;
    this.#startWithin(SILENCE_MAX);
    source.addEventListener('wallboard', (event) => {
      this.#startWithin(SILENCE_MAX);
      this.take(JSON.parse(event.data));
    });
    source.addEventListener('alive', () => {
      this.#startWithin(SILENCE_MAX);
      this.alive();
    });
    source.addEventListener('error', () => {
      if (source === this.#source && source.readyState === EventSource.CLOSED) this.#askWhy();
    });
  }

  /** @param {number} ms */
  #startWithin(ms) {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.start(), ms);
  }

  /** A refused stream has no reason, so the same request is sent without a stream. */
  async #askWhy() {
    this.#startWithin(AGAIN_AFTER);
    try {
      await call('GET', '/wallboard');
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 403) return; // the server is not available, so the figures become stale
      clearTimeout(this.#again);
      this.refused(problem.message);
    }
  }
}
