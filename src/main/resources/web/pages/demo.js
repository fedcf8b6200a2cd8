// @ts-check
import { html, nothing } from 'lit';
import { shell } from 'texts/shell.js';
import { demo } from 'texts/demo.js';
import { ask, follow, isRunning } from '../api/demo.js';
import { session } from '../api/session.js';
import '../components/bar.js';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { shellIcon } from '../lib/shell-icons.js';
import { know, t, term, word } from '../lib/text.js';
import { after, newStory, next, painted, SECOND, FIRST, STEPS } from '../state/demo.js';
import { Acts, DROP_SECONDS } from '../work/story.js';

know(shell);
know(demo);

/**
 * The demo: Maria and her shop, two desks with sessions of their own, the wallboard, and a story that it shows by pressing the real
 * buttons of these pages.
 *
 * @typedef {import('./demo-seat.js').Sight} Sight
 */

const COMMAND = 'scripts/run --demo';
/** The width of a desk in its own pixels: it is drawn smaller where there is less room. */
const DESK_WIDTH = 750;
const PATIENCE = 30_000;
const SURE = 5_000;
const ICONS = /** @type {const} */ ({ call: 'phone', give: 'gift', chat: 'chat', drop: 'cut', twice: 'shield' });
const ms = (/** @type {number | undefined} */ time) => `${Math.round(time ?? 0)} ms`;

class Demo extends Part {
  running = isRunning();
  over = false;
  isThere = true;
  /** @type {import('../api/session.js').Session | undefined} */
  session;
  /** @type {import('../state/demo.js').Demo | undefined} */
  demo;
  story = newStory();
  /** @type {Record<string, Sight | undefined>} what each desk shows */
  sights = {};
  /** @type {import('../state/demo.js').Step | 'all' | 'again' | ''} */
  showing = '';
  large = '';
  said = '';
  problem = '';
  sure = false;
  /** @type {{ people: number, speed: number } | undefined} the place of the sliders while they are moved */
  wished;
  acts = new Acts(() => this.#stage());
  /** @type {Map<number, (why: string | undefined) => void>} the wishes that a desk has not answered */
  wishes = new Map();
  count = 0;
  /** @type {{ holds: () => boolean, go: () => void }[]} */
  waiting = [];
  resized = new ResizeObserver((all) => {
    for (const { target, contentRect } of all) /** @type {HTMLElement} */ (target).style.setProperty('--scale', `${Math.min(1, contentRect.width / DESK_WIDTH)}`);
  });

  connectedCallback() {
    super.connectedCallback();
    session().then((known) => this.#set(() => (this.session = known)), () => {});
    if (!this.running) return;
    addEventListener('message', (event) => this.#heard(event));
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.large) this.#set(() => (this.large = ''));
    });
    follow((state) => this.#set(() => (this.demo = state)), (isThere) => this.#set(() => (this.isThere = isThere)));
  }

  render() {
    return html`<tandem-bar .session=${this.session} here="/demo"></tandem-bar>
      ${this.over || !this.running ? this.#absent() : this.demo ? this.#running(this.demo) : html`<main id="main" class="page" tabindex="-1"><p>${t(this.isThere ? 'demo.opening' : 'demo.away')}</p></main>`}`;
  }

  #absent() {
    return html`<main id="main" class="page" tabindex="-1"><section class="card" data-testid="demo-absent"><h1>${t('demo.title')}</h1>
      <p class="lead">${t(this.over ? 'demo.over' : 'demo.none.lead')}</p><p>${t(this.over ? 'demo.over.data' : 'demo.none.start')}</p><pre><code>${COMMAND}</code></pre>
      ${this.over ? nothing : html`<p class="muted">${t('demo.none.data')}</p>`}</section></main>`;
  }

  /** @param {import('../state/demo.js').Demo} demo */
  #running(demo) {
    return html`<main id="main" class="demo" tabindex="-1"><h1 class="sr">${t('demo.title')}</h1>
      ${this.#tools(demo)}
      ${this.#story(demo)}
      <div class="stage" data-large=${this.large}>
        <section class="panel shop" aria-labelledby="shop-title"><header><h2 id="shop-title">${shellIcon('shop')}${t('stage.shop')}</h2></header>
          <iframe class="page-frame" src="/demo/shop?order=${demo.order}" title=${t('stage.shop')} data-testid="shop"></iframe>
          ${this.#maria(demo)}</section>
        ${demo.seats.map((seat) => this.#desk(seat))}
      </div>
      <section class="panel wall" aria-labelledby="wall-title"><header><h2 id="wall-title">${shellIcon('board')}${t('stage.wall')}</h2><span class="grow"></span><a href="/wall">${t('stage.wall.open')}</a></header>
        <iframe class="page-frame" src="/wall" title=${t('stage.wall')} loading="lazy" data-testid="wall"></iframe></section>
    </main>
    ${this.#foot(demo)}`;
  }

  /** @param {import('../state/demo.js').Demo} demo */
  #tools({ line, seats, people: manyNow, speed: fastNow }) {
    const { people, speed } = this.wished ?? { people: manyNow, speed: fastNow };
    const wish = (/** @type {object} */ change) => this.#set(() => (this.wished = { people, speed, ...change }));
    const talks = line !== 'none';
    const second = seats.find((seat) => seat.agent === SECOND);
    return html`<section class="tools" aria-label=${t('demo.tools')}>
      <button class=${talks ? '' : 'pri'} data-testid="call" @click=${() => this.#do(() => ask(talks ? 'hang-up' : 'call'))}>${icon(talks ? 'hangup' : 'phone')}${t(talks ? 'demo.hang_up' : 'demo.call')}</button>
      <button data-testid="chat" @click=${() => this.#do(() => this.acts.chat(t('say.chat', { order: this.demo?.order ?? '' })))}>${icon('chat')}${t('demo.chat')}</button>
      <button data-testid="mail" @click=${() => this.#do(() => ask('mail'), t('demo.mailed', { department: second?.department ?? '' }))}>${icon('mail')}${t('demo.mail')}</button>
      <button data-testid="drop" title=${t('demo.drop.hint', { name: second?.name ?? '' })} @click=${() => this.#do(() => ask('cut', { seat: SECOND, seconds: DROP_SECONDS }), t('demo.dropped', { name: second?.name ?? '', seconds: DROP_SECONDS }))}>${icon('cut')}${t('demo.drop', { seconds: DROP_SECONDS })}</button>
      <span class="grow"></span>
      <label>${t('demo.people')} <input type="range" min="0" max="48" step="1" data-testid="people" aria-valuetext=${t('demo.people.now', { n: people })} .value=${String(people)} @input=${(/** @type {any} */ e) => wish({ people: Number(e.target.value) })} @change=${() => this.#crowd()} /> <output class="num">${people}</output></label>
      <label>${t('demo.speed')} <input type="range" min="0" max="10" step="0.5" data-testid="speed" aria-valuetext=${speed ? t('demo.speed.now', { n: speed }) : t('demo.paused')} .value=${String(speed)} @input=${(/** @type {any} */ e) => wish({ speed: Number(e.target.value) })} @change=${() => this.#crowd()} /> <output class="num">${speed ? `${speed} ×` : t('demo.paused')}</output></label>
      <button data-testid="again" title=${t('demo.again.hint')} aria-disabled=${this.showing !== ''} @click=${() => this.showing || this.#again()}>${icon('reply')}${t('demo.again')}</button>
      <button class="quiet" data-testid="remove" title=${t('demo.remove')} @click=${() => this.#remove()}>${icon('close')}${t(this.sure ? 'demo.remove.sure' : 'demo.remove.short')}</button>
    </section>`;
  }

  /** @param {import('../state/demo.js').Demo} demo */
  #story({ seats }) {
    const nameOf = (/** @type {string} */ agent) => seats.find((seat) => seat.agent === agent)?.name ?? agent;
    const coming = next(this.story);
    return html`<section class="story" aria-labelledby="story-title">
      <div class="whole"><h2 id="story-title">${t('story.title')}</h2>
        ${coming ? html`<button class="small" data-testid="play" aria-disabled=${this.showing !== ''} @click=${() => this.showing || this.#play()}>${icon('play')}${t(this.showing === 'all' ? 'story.playing' : 'story.play')}</button>` : html`<p class="end" data-testid="story-end">${icon('shield')}${t('story.end')}</p>`}
        <p class="said" role="status">${this.problem ? html`<span class="problem">${icon('warn')}${this.problem}</span>` : this.isThere ? this.said : html`<span class="problem">${icon('cut')}${t('demo.away')}</span>`}</p></div>
      <ol>${STEPS.map((step, i) => {
        const done = this.story.done[step];
        const name = nameOf(step === 'call' || step === 'give' ? FIRST : SECOND);
        return html`<li class=${done ? 'done' : step === coming ? 'here' : ''} data-testid="step-${step}" data-done=${Boolean(done)} aria-current=${step === coming ? 'step' : nothing}>
          <span class="sign">${done ? icon('check') : html`<b>${i + 1}</b>`}</span><div><b>${icon(ICONS[step])}${term('story', step)}${done ? html`<span class="sr"> (${t('story.done')})</span>` : nothing}</b>
          <p class="muted">${word(`story.${step}.why`, '', { name })}</p>
          ${step === coming ? html`<button class="pri small" data-testid="show-${step}" aria-disabled=${this.showing !== ''} @click=${() => this.showing || this.#show(step)}>${t(this.showing ? 'story.showing' : 'story.show')}</button>` : nothing}</div></li>`;
      })}</ol></section>`;
  }

  /** @param {import('../state/demo.js').Demo} demo */
  #maria({ line, letters, seats }) {
    const first = seats.find((seat) => seat.agent === FIRST)?.name ?? '';
    return html`<div class="maria"><p data-testid="phone" data-line=${line}>${icon('phone')}<b>${t('stage.phone')}:</b> ${word(`stage.phone.${line}`, line, { name: first })}</p>
      <h3>${icon('mail')}${t('stage.letters')}</h3>${letters.length ? html`<ul data-testid="letters">${letters.map((one) => html`<li class="cut" title=${one.subject}>${one.subject}</li>`)}</ul>` : html`<p class="muted">${t('stage.letters.none')}</p>`}</div>`;
  }

  /** @param {import('../state/demo.js').Seat} seat */
  #desk({ agent, name, department, port }) {
    const origin = `${location.protocol}//${location.hostname}:${port}`;
    const large = this.large === agent;
    return html`<section class="panel desk ${large ? 'large' : ''}" aria-labelledby="desk-${agent}" data-testid="desk-${agent}" data-live=${Boolean(this.sights[agent]?.live)}>
      <header><h2 id="desk-${agent}">${shellIcon('desk')}${t('stage.desk', { name, department })}</h2><span class="grow"></span>
        <button class="quiet small" data-testid="enlarge-${agent}" aria-pressed=${large} @click=${() => this.#set(() => (this.large = large ? '' : agent))}>${icon('full')}${t(large ? 'stage.small' : 'stage.large')}</button>
        <a href="${origin}/agent" target="_blank" rel="noopener">${t('stage.own')}</a></header>
      <div class="frame"><iframe src="${origin}/demo-seat#${encodeURIComponent(location.origin)}" title=${t('stage.desk', { name, department })} allow="clipboard-write; autoplay" data-agent=${agent}></iframe></div></section>`;
  }

  /** @param {import('../state/demo.js').Demo} demo */
  #foot({ crowd }) {
    const times = painted(this.sights);
    return html`<footer class="measured" aria-label=${t('foot.label')}>
      <span data-testid="painted">${times.count ? t('foot.painted', { last: ms(times.last), middle: ms(times.middle), slowest: ms(times.slowest), count: times.count }) : t('foot.none')}</span>
      <span data-testid="crowd">${t('foot.crowd', { agents: crowd.agents, finished: Object.values(crowd.finished).reduce((all, one) => all + one, 0), prevented: crowd.prevented })}</span><span class="grow"></span><span>${t('foot.nobody')}</span></footer>`;
  }

  updated() {
    for (const frame of this.querySelectorAll('.desk .frame')) this.resized.observe(frame);
    this.waiting = this.waiting.filter(({ holds, go }) => {
      if (!holds()) return true;
      go();
      return false;
    });
  }

  /** @param {() => void} change */
  #set(change) {
    change();
    this.requestUpdate();
  }

  /** A desk says what it shows, or that it has done a wish. @param {MessageEvent} event */
  #heard(event) {
    const frame = [...this.querySelectorAll('iframe')].find((one) => one.contentWindow === event.source);
    const agent = frame?.dataset.agent;
    if (!agent || event.origin !== new URL(frame.src).origin) return;
    const { tandem, sight, number, why } = event.data ?? {};
    if (tandem === 'sees') {
      this.#set(() => {
        this.sights = { ...this.sights, [agent]: sight };
        this.story = after(this.story, this.sights);
      });
    } else if (tandem === 'done') {
      this.wishes.get(number)?.(why);
      this.wishes.delete(number);
    }
  }

  /** @returns {import('../work/story.js').Stage} */
  #stage() {
    return {
      demo: /** @type {import('../state/demo.js').Demo} */ (this.demo),
      desk: (agent, act, detail) => this.#ask(agent, act, detail),
      shop: () => /** @type {HTMLIFrameElement | null} */ (this.querySelector('[data-testid=shop]')),
      until: (holds) => this.#until(holds),
      sight: (agent) => this.sights[agent],
    };
  }

  /** @param {string} agent @param {string} act @param {object} [detail] @returns {Promise<void>} */
  #ask(agent, act, detail = {}) {
    const frame = /** @type {HTMLIFrameElement | null} */ (this.querySelector(`iframe[data-agent=${agent}]`));
    const number = ++this.count;
    frame?.closest('.desk')?.scrollIntoView({ block: 'nearest' });
    return new Promise((done, failed) => {
      this.wishes.set(number, (why) => (why ? failed(new Error(why)) : done()));
      frame?.contentWindow?.postMessage({ tandem: 'do', number, act, ...detail }, new URL(frame.src).origin);
    });
  }

  /** Waits until it holds; it is asked whenever a desk or the demo says something new. @param {() => boolean} holds @returns {Promise<void>} */
  #until(holds) {
    if (holds()) return Promise.resolve();
    return new Promise((go, failed) => {
      const entry = { holds, go: () => { clearTimeout(timer); go(); } };
      const timer = setTimeout(() => {
        this.waiting = this.waiting.filter((one) => one !== entry);
        failed(new Error(t('story.too_long')));
      }, PATIENCE);
      this.waiting.push(entry);
    });
  }

  /** @param {() => Promise<void>} act @param {string} [said] */
  async #do(act, said = '') {
    try {
      await act();
      this.#set(() => { this.said = said; this.problem = ''; });
    } catch (problem) {
      this.#set(() => (this.problem = t('story.failed', { why: /** @type {Error} */ (problem).message })));
    }
  }

  /** @param {import('../state/demo.js').Step} step */
  async #show(step) {
    this.#set(() => (this.showing = step));
    await this.#do(() => this.#step(step));
    this.#set(() => (this.showing = ''));
  }

  /** @param {import('../state/demo.js').Step} step */
  async #step(step) {
    await this.acts.steps[step]();
    await this.#until(() => Boolean(this.story.done[step]));
  }

  async #play() {
    this.#set(() => (this.showing = 'all'));
    await this.#do(async () => {
      for (let step = next(this.story); step; step = next(this.story)) await this.#step(step);
    });
    this.#set(() => (this.showing = ''));
  }

  async #again() {
    this.#set(() => (this.showing = 'again'));
    await this.#do(async () => {
      await this.acts.again();
      this.#set(() => (this.story = newStory()));
    });
    this.#set(() => (this.showing = ''));
  }

  #crowd() {
    const { wished } = this;
    this.#do(async () => {
      if (wished) await ask('crowd', wished);
      this.wished = undefined;
    });
  }

  #remove() {
    if (!this.sure) {
      this.#set(() => (this.sure = true));
      setTimeout(() => this.#set(() => (this.sure = false)), SURE);
      return;
    }
    this.#do(async () => {
      await ask('remove');
      this.#set(() => (this.over = true));
    });
  }
}
customElements.define('tandem-demo', Demo);
