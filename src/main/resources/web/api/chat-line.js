// @ts-check
import { unique } from '../lib/unique.js';

const RETRY_FIRST = 500;
const RETRY_MAX = 15_000;
/** A connection on which a command gets no answer for so long is dead. */
const ANSWER_WITHIN = 15_000;
/** Without a word for so long the line is tried anew: a phone that slept does not notice. */
const OPEN_WITHIN = 10_000;

/**
 * The line to the server: it reconnects by itself, says where the client stands, and repeats commands until they are answered.
 *
 * @typedef {{ hello: () => object, message: (message: any) => void, lost: () => void, live: () => void }} Listener
 */
export class ChatLine {
  /** @type {WebSocket | undefined} */
  #socket;
  #greeted = false;
  #wait = RETRY_FIRST;
  #retry = 0;
  #watch = 0;
  /** @type {Map<string, { command: object, resolve: (ok: any) => void, reject: (problem: any) => void, sent: boolean }>} */
  #open = new Map();

  /** @param {string} site @param {Listener} listener */
  constructor(site, listener) {
    this.site = site;
    this.listener = listener;
  }

  connect() {
    window.clearTimeout(this.#retry);
    const url = new URL(`/ws/chat?site=${encodeURIComponent(this.site)}`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = (this.#socket = new WebSocket(url, 'tandem.v1'));
    const silent = window.setTimeout(() => this.#dropped(socket), OPEN_WITHIN);
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', ...this.listener.hello() }));
    socket.onmessage = ({ data }) => {
      window.clearTimeout(silent);
      if (socket === this.#socket) this.#take(JSON.parse(data));
    };
    socket.onclose = () => {
      window.clearTimeout(silent);
      this.#dropped(socket);
    };
  }

  /** Closes the connection, which comes back by itself. */
  drop() {
    if (this.#socket) this.#dropped(this.#socket);
  }

  /** Settles with the server's answer, also after several breaks. @param {object} command @param {string} [id] @returns {Promise<any>} */
  ask(command, id = unique()) {
    return new Promise((resolve, reject) => {
      this.#open.set(id, { command: { id, ...command }, resolve, reject, sent: false });
      this.#sendOpen();
    });
  }

  /** Sends what gets no answer, if there is a connection; returns whether it was sent. @param {object} news */
  mention(news) {
    if (!this.#greeted || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(news));
    return true;
  }

  /** @param {any} message */
  #take(message) {
    if (message.re !== undefined) {
      const one = this.#open.get(message.re);
      this.#open.delete(message.re);
      if (!this.#open.size) window.clearTimeout(this.#watch);
      if (message.problem) one?.reject(message.problem);
      else one?.resolve(message.ok);
      return;
    }
    this.listener.message(message);
    if (message.type === 'welcome') {
      this.#greeted = true;
      this.#wait = RETRY_FIRST;
      this.#open.forEach((one) => (one.sent = false));
      this.listener.live();
      this.#sendOpen();
    }
  }

  #sendOpen() {
    if (!this.#greeted) return;
    this.#open.forEach((one) => {
      if (!one.sent) this.mention(one.command);
      one.sent = true;
    });
    window.clearTimeout(this.#watch);
    if (this.#open.size) this.#watch = window.setTimeout(() => this.drop(), ANSWER_WITHIN);
  }

  /** @param {WebSocket} socket */
  #dropped(socket) {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.#greeted = false;
    window.clearTimeout(this.#watch);
    socket.close();
    this.listener.lost();
    this.#retry = window.setTimeout(() => this.connect(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(RETRY_MAX, this.#wait * 2);
  }
}
