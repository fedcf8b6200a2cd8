// @ts-check
import { html } from 'lit';
import { Hand } from '../lib/hand.js';
import { Part } from '../lib/part.js';

/**
 * One desk of the demo: the agent's page in a frame, at an address of its own, so that each seat is logged in by itself. The page of
 * the demo around it hears what the desk shows, and may ask it to press what a person would press.
 *
 * @typedef {{ live: boolean, presence: string, offered: boolean, talking: boolean, channel: string, contacts: number, guard: string, ahead: string, messages: string[], shown: number[] }} Sight
 */

const TOGETHER = 20;
const id = (/** @type {string} */ name) => `[data-testid=${name}]`;

class Seat extends Part {
  /** The exact address of the demo's page, which has named it. */
  host = decodeURIComponent(location.hash.slice(1));
  hand = new Hand(() => this.querySelector('iframe')?.contentDocument);
  watch = new MutationObserver(() => this.#soon());
  asked = false;
  told = '';

  connectedCallback() {
    super.connectedCallback();
    addEventListener('message', (event) => {
      if (event.source === window.parent && event.origin === this.host) this.#act(event.data);
    });
  }

  render() {
    return html`<iframe src="/agent" title=${document.title} allow="clipboard-write; autoplay" data-testid="desk" @load=${this.#loaded}></iframe>`;
  }

  #loaded = () => {
    const page = this.querySelector('iframe')?.contentDocument;
    this.watch.disconnect();
    if (page) this.watch.observe(page, { subtree: true, childList: true, attributes: true, characterData: true });
    this.#tell();
  };

  /** The page changes many times at once. A timer, because a frame that is scrolled away is not painted. */
  #soon() {
    if (this.asked) return;
    this.asked = true;
    setTimeout(() => {
      this.asked = false;
      this.#tell();
    }, TOGETHER);
  }

  #tell() {
    const sight = this.#sight();
    const text = JSON.stringify(sight);
    if (text === this.told) return;
    this.told = text;
    this.#post({ tandem: 'sees', sight });
  }

  /** @returns {Sight} */
  #sight() {
    const { hand } = this;
    const text = (/** @type {string} */ selector) => hand.sees(selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
    const page = this.querySelector('iframe')?.contentDocument;
    const contact = hand.sees(id('contact'))?.dataset ?? {};
    const timing = /** @type {any} */ (page?.defaultView)?.tandemTiming;
    return {
      live: hand.sees(id('line'))?.dataset.line === 'live',
      presence: hand.sees(id('presence'))?.dataset.state ?? '',
      offered: hand.sees(id('offer')) !== null,
      talking: contact.state === 'connected' || contact.state === 'held',
      channel: contact.channel ?? '',
      contacts: page?.querySelectorAll(id('work')).length ?? 0,
      guard: text(`${id('guard-card')} p:not(.ahead)`),
      ahead: text(`${id('guard-card')} .ahead`),
      messages: [...(page?.querySelectorAll(id('message')) ?? [])].slice(-5).map((one) => one.textContent?.replace(/\s+/g, ' ').trim() ?? ''),
      shown: (timing?.offers ?? []).map((/** @type {{ ms: number }} */ one) => one.ms),
    };
  }

  /** @param {any} wish */
  async #act(wish) {
    if (wish?.tandem !== 'do') return;
    const act = this.#acts[wish.act];
    try {
      await act?.(wish);
      this.#post({ tandem: 'done', number: wish.number });
    } catch (problem) {
      this.#post({ tandem: 'done', number: wish.number, why: /** @type {Error} */ (problem).message });
    }
  }

  /** @type {Record<string, (wish: any) => Promise<void>>} */
  #acts = {
    ready: async () => {
      await this.hand.find(id('me'), (me) => me.textContent !== ''); // the agent's state comes with the name
      if (this.hand.sees(id('go-ready'))) await this.hand.press(id('go-ready'));
    },
    accept: () => this.hand.press(id('accept')),
    open: async ({ kind, line }) => {
      await this.hand.press(id('give-remedy'));
      await this.hand.choose(id('remedy-kind'), kind);
      if (this.hand.sees(id('remedy-line'))) await this.hand.choose(id('remedy-line'), line);
    },
    reason: ({ text }) => this.hand.write(id('remedy-reason'), text),
    give: () => this.hand.press(id('remedy-submit')),
    // the customer's drawer hides a part of a small desk
    close: async () => {
      if (this.hand.sees('aside.open')) await this.hand.press('aside.open > .quiet');
    },
    tell: () => this.hand.press(id('tell-customer')),
    send: async () => {
      await this.hand.press(id('send'));
      await this.hand.find('#reply', (field) => /** @type {HTMLTextAreaElement} */ (field).value === '');
    },
    finish: async ({ outcome }) => {
      if (this.hand.sees(id('finish'))) await this.hand.press(id('finish'));
      await this.hand.press(`${id(`outcome-${outcome}`)} input`);
      await this.hand.press(id('finish-submit'));
    },
  };

  /** @param {object} message */
  #post(message) {
    if (this.host) window.parent.postMessage(message, this.host);
  }
}
customElements.define('tandem-seat', Seat);
