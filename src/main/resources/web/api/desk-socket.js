// @ts-check
import { serverTold, serverTime } from '../lib/server-time.js';
import { t } from '../lib/text.js';
import { unique } from '../lib/unique.js';
import { Problem } from './http.js';

const PROTOCOL = 'tandem.v1';
const RETRY_FIRST = 250;
/** A server that was killed is back after a few seconds, and callers wait: at first the pauses stay short. */
const RETRY_SOON_MAX = 500;
const SOON = 10_000;
const RETRY_MAX = 5_000;
/** A connection that is silent for this time is dead, because the server says every 2 s that it is alive. So is one without an answer. */
const ANSWER_WITHIN = 6_000;
/** The server takes no later command of an agent who has seen no effect of it. Of those that wait here, none is sent later. */
const LATE_AFTER = 5_000;
/** An answer to an offer does not come late, because the offer ends by itself; the others are no commands of an agent. */
const NEVER_LATE = ['accept', 'decline', 'typing', 'read', 'view'];
const HELLO_WITHIN = 4_000;
/** The server takes so many commands a second; it decides nothing about the others, and takes them after this time. */
const TOO_MANY = 429;
const PAUSE = 1_000;

/**
 * The connection to the desk. It passes on each message once and in order. After a break it resumes
 * its session; when a number is missing it starts again with a snapshot. It sends a command again
 * after each break, and after a pause when the server had too many, until the server answers it.
 */
export class DeskSocket {
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {{ session: string, seq: number } | undefined} */
  #at;
  #greeted = false;
  #wait = RETRY_FIRST;
  /** When the connection was lost, by performance.now(). @type {number | undefined} */
  #lostAt;
  /** @type {number | undefined} */
  #retry;
  /** @type {number | undefined} */
  #watch;
  /** @type {number | undefined} */
  #silence;
  /** @type {number | undefined} */
  #pause;
  /** @type {Map<string, { command: { do: string }, asked: number, resolve: (ok: any) => void, reject: (problem: Problem) => void, sent: number, tried: boolean }>} */
  #open = new Map();
  #ended = new AbortController();

  /**
   * @param {{ message: (message: any, at: number) => void, live: () => void, lost: () => void, refused: () => Promise<boolean> }} listener
   */
  constructor(listener) {
    this.listener = listener;
    const { signal } = this.#ended;
    addEventListener('online', () => this.#connectSoon(0), { signal });
    addEventListener('offline', () => this.#socket && this.#dropped(this.#socket), { signal });
  }

  connect() {
    window.clearTimeout(this.#retry);
    const url = new URL('/ws/desk', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url, PROTOCOL);
    this.#socket = socket;
    this.#greeted = false;
    let opened = false;
    const silent = window.setTimeout(() => this.#dropped(socket), HELLO_WITHIN);
    socket.onopen = () => {
      opened = true;
      socket.send(JSON.stringify({ type: 'hello', ...(this.#at ? { resume: this.#at } : {}) }));
    };
    socket.onmessage = (event) => {
      if (socket !== this.#socket) return;
      window.clearTimeout(silent);
      this.#take(JSON.parse(event.data), performance.now());
    };
    socket.onclose = async () => {
      window.clearTimeout(silent);
      if (socket !== this.#socket) return;
      if (!opened && !(await this.listener.refused())) return; // the page goes to the log-in
      if (socket === this.#socket) this.#dropped(socket);
    };
  }

  /**
   * Settles with the server's answer, also after several breaks. A command that could not be sent soon enough is not sent at all.
   * @param {{ do: string }} command @returns {Promise<any>}
   */
  send(command) {
    const id = unique();
    return new Promise((resolve, reject) => {
      this.#open.set(id, { command: { id, ...command }, asked: performance.now(), resolve, reject, sent: 0, tried: false });
      if (this.#greeted) this.#sendOpen();
      if (!NEVER_LATE.includes(command.do)) window.setTimeout(() => this.#giveUp(id), LATE_AFTER);
    });
  }

  /** The server has not got the command, and would get it too late. @param {string} id */
  #giveUp(id) {
    const one = this.#open.get(id);
    if (!one || one.tried) return;
    this.#open.delete(id);
    one.reject(new Problem({ status: 0, title: t('line.too_late') }));
  }

  /** Sends a message that gets no answer, if there is a connection. @param {object} news */
  mention(news) {
    if (this.#greeted) this.#socket?.send(JSON.stringify(news));
  }

  /** Ends the connection for good. */
  stop() {
    this.#ended.abort();
    const socket = this.#socket;
    this.#socket = undefined;
    for (const timer of [this.#retry, this.#watch, this.#silence, this.#pause]) window.clearTimeout(timer);
    socket?.close();
  }

  /** Closes the connection, which comes back by itself. For tests, and for a connection that looks dead. */
  drop() {
    if (this.#socket) this.#dropped(this.#socket);
  }

  /** @param {any} message @param {number} at */
  #take(message, at) {
    this.#heard();
    if (message.re !== undefined) {
      this.#answered(message);
      return;
    }
    if (message.now) serverTold(message.now, at, message.type === 'alive');
    if (message.type === 'snapshot') {
      this.#at = { session: message.session, seq: message.seq };
      this.#greetedNow();
      this.listener.message(message, at);
      return;
    }
    if (message.type === 'resumed') {
      this.#greetedNow(); // the missed messages follow, each with its own number
      return;
    }
    if (!this.#at || message.seq === undefined) return;
    if (message.seq <= this.#at.seq) return;
    if (message.seq > this.#at.seq + 1) {
      this.#at = undefined; // a message is missing, so the page asks for a snapshot
      this.#socket?.close();
      this.connect();
      return;
    }
    this.#at = { ...this.#at, seq: message.seq };
    this.listener.message(message, at);
  }

  /** A frozen server and a network without a way are noticed by the silence. */
  #heard() {
    const socket = this.#socket;
    window.clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => socket && this.#dropped(socket), ANSWER_WITHIN);
  }

  #greetedNow() {
    this.#greeted = true;
    this.#wait = RETRY_FIRST;
    this.#lostAt = undefined;
    this.#goOn();
    this.listener.live();
    this.#open.forEach((one) => (one.sent = 0));
    this.#sendOpen();
  }

  #goOn() {
    window.clearTimeout(this.#pause);
    this.#pause = undefined;
  }

  /** Sends what the server has not got yet, in order. */
  #sendOpen() {
    if (this.#pause !== undefined) return;
    const now = performance.now();
    this.#open.forEach((one) => {
      if (one.sent) return;
      one.sent = now;
      one.tried = true;
      this.#socket?.send(JSON.stringify({ ...one.command, asked_at: new Date(serverTime(one.asked)).toISOString() }));
    });
    window.clearTimeout(this.#watch);
    if (!this.#open.size) return;
    const socket = this.#socket;
    this.#watch = window.setTimeout(() => {
      if (socket && socket === this.#socket && this.#open.size) this.#dropped(socket);
    }, ANSWER_WITHIN);
  }

  /** @param {any} answer */
  #answered(answer) {
    const one = this.#open.get(answer.re);
    if (!one) return;
    if (answer.problem?.status === TOO_MANY) {
      one.sent = 0;
      this.#pause ??= window.setTimeout(() => {
        this.#goOn();
        if (this.#greeted) this.#sendOpen();
      }, PAUSE);
      return;
    }
    this.#open.delete(answer.re);
    if (!this.#open.size) window.clearTimeout(this.#watch);
    if (answer.problem) one.reject(new Problem(answer.problem));
    else one.resolve(answer.ok);
  }

  /** @param {WebSocket} socket */
  #dropped(socket) {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.#greeted = false;
    window.clearTimeout(this.#watch);
    window.clearTimeout(this.#silence);
    socket.close();
    this.listener.lost();
    this.#connectSoon(this.#wait * (0.75 + Math.random() / 2));
    this.#lostAt ??= performance.now();
    const most = performance.now() - this.#lostAt < SOON ? RETRY_SOON_MAX : RETRY_MAX;
    this.#wait = Math.min(most, this.#wait * 2);
  }

  /** @param {number} ms */
  #connectSoon(ms) {
    if (this.#socket) return;
    window.clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => this.connect(), ms);
  }
}
