// @ts-check
import { ask } from '../api/demo.js';
import { Hand } from '../lib/hand.js';
import { t } from '../lib/text.js';
import { FIRST, SECOND } from '../state/demo.js';

/**
 * The guided story of the demo, with the acts of people: Maria calls and writes in the shop's chat, the agents press the buttons of
 * their desks. Nothing is done behind the pages.
 */

const SHOES = 'Trail shoes';
const LACES = 'Laces';
const REPLACEMENT = 'Replacement';
export const DROP_SECONDS = 10;

/** What the story needs of the page. @typedef {{ demo: import('../state/demo.js').Demo, desk: (agent: string, act: string, detail?: object) => Promise<void>, shop: () => HTMLIFrameElement | null, until: (holds: () => boolean) => Promise<void>, sight: (agent: string) => import('../pages/demo-seat.js').Sight | undefined }} Stage */

export class Acts {
  /** @param {() => Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.widget = new Hand(() => chatFrame(stage().shop()?.contentDocument)?.contentDocument);
  }

  /** Maria opens the chat of the shop, and writes. @param {string} text */
  async chat(text) {
    const shop = await loaded(this.stage().shop());
    const button = chatHost(shop?.contentDocument)?.querySelector('button');
    if (button?.getAttribute('aria-expanded') === 'false') button.click();
    await loaded(chatFrame(shop?.contentDocument));
    await this.widget.write('[data-testid=write]', text);
    await this.widget.press('[data-testid=send]');
  }

  /** The agent of a desk gets ready, as soon as the desk is there: somebody may press a button before that. @param {string} agent */
  async #ready(agent) {
    const { desk, sight, until } = this.stage();
    await until(() => Boolean(sight(agent)?.live));
    await desk(agent, 'ready');
  }

  /** The steps of the story. @type {Record<import('../state/demo.js').Step, () => Promise<void>>} */
  steps = {
    call: async () => {
      const { desk, sight, demo } = this.stage();
      await this.#ready(FIRST);
      if (demo.line === 'none') await ask('call');
      if (!sight(FIRST)?.talking) await desk(FIRST, 'accept');
    },
    give: async () => {
      const { desk, sight, until } = this.stage();
      await desk(FIRST, 'open', { kind: REPLACEMENT, line: SHOES });
      await desk(FIRST, 'reason', { text: t('say.reason') });
      await desk(FIRST, 'give');
      await until(() => Boolean(sight(FIRST)?.guard));
      await desk(FIRST, 'close');
    },
    chat: async () => {
      const { desk, sight, demo, until } = this.stage();
      await this.#ready(SECOND);
      if (!sight(SECOND)?.talking) {
        if (!sight(SECOND)?.offered) await this.chat(t('say.chat', { order: demo.order }));
        await desk(SECOND, 'accept');
      }
      await until(() => Boolean(sight(SECOND)?.guard));
      await desk(SECOND, 'tell');
      await desk(SECOND, 'send');
    },
    drop: async () => {
      const { until, sight } = this.stage();
      await ask('cut', { seat: SECOND, seconds: DROP_SECONDS });
      await until(() => sight(SECOND)?.live === false);
      await this.chat(t('say.waiting'));
      await until(() => Boolean(sight(SECOND)?.live && sight(SECOND)?.messages.some((one) => one.includes(t('say.waiting')))));
    },
    twice: async () => {
      const { desk, sight, until } = this.stage();
      const both = (/** @type {string} */ act, /** @type {object} */ detail = {}) => Promise.all([desk(FIRST, act, detail), desk(SECOND, act, detail)]);
      await both('open', { kind: REPLACEMENT, line: LACES });
      await both('reason', { text: t('say.laces') });
      await both('give');
      await until(() => Boolean(sight(FIRST)?.ahead || sight(SECOND)?.ahead));
      await both('close');
    },
  };

  /** Both desks finish what they have, Maria hangs up, and another customer comes. */
  async again() {
    const { desk, sight, until, demo } = this.stage();
    if (demo.line !== 'none') await ask('hang-up');
    for (const agent of [FIRST, SECOND]) {
      for (let rest = sight(agent)?.contacts ?? 0; rest > 0; rest -= 1) {
        await desk(agent, 'finish', { outcome: 'remedy_given' });
        await until(() => (sight(agent)?.contacts ?? 0) < rest);
      }
    }
    await ask('again');
  }
}

/** The frame, as soon as its page is there. @param {HTMLIFrameElement | null | undefined} frame @returns {Promise<HTMLIFrameElement | null | undefined>} */
const loaded = (frame) => new Promise((go) => {
  const page = frame?.contentDocument;
  if (!frame || (page?.readyState === 'complete' && page.URL !== 'about:blank')) go(frame);
  else frame.addEventListener('load', () => go(frame), { once: true });
});

/** The launcher's shadow root in the shop's page. @param {Document | null | undefined} shop */
const chatHost = (shop) => shop?.querySelector('tandem-chat')?.shadowRoot;

/** @param {Document | null | undefined} shop */
const chatFrame = (shop) => chatHost(shop)?.querySelector('iframe');
