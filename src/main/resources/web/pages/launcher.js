// @ts-check
/**
 * The button of the chat on a page of a site, and the frame that it opens. It works on a page with a strict content security policy, shares
 * nothing with the page's own code, and uses few functions that a page may have changed.
 */
(() => {
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const data = script?.dataset;
  if (!script || !data?.site || document.querySelector('tandem-chat')) return;
  const origin = new URL(script.src).origin;
  const KEY = `tandem-chat-${data.site}`;
  const label = data.label ?? 'Chat';

  const css = `:host{all:initial!important;display:block!important;position:fixed!important;right:0!important;bottom:0!important;width:0!important;height:0!important;
z-index:2147483647!important;visibility:visible!important;opacity:1!important;pointer-events:auto!important;transform:none!important;color-scheme:light dark!important}
button{all:initial;position:fixed;right:20px;bottom:20px;box-sizing:border-box;min-width:56px;height:56px;padding:0 18px;border-radius:28px;cursor:pointer;display:flex;align-items:center;gap:8px;
font:600 16px/1 system-ui,sans-serif;background:light-dark(#1d4ed8,#8ab4ff);color:light-dark(#fff,#0b1730);box-shadow:0 4px 16px #0004}
button:focus-visible{outline:3px solid light-dark(#1d4ed8,#8ab4ff);outline-offset:3px}
svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
b{all:initial;font:700 13px/20px system-ui,sans-serif;min-width:20px;text-align:center;border-radius:10px;background:#a81f14;color:#fff}
iframe{position:fixed;right:20px;bottom:88px;width:376px;height:min(600px,calc(100vh - 108px));border:0;border-radius:14px;box-shadow:0 10px 40px #0004;color-scheme:light dark}
[hidden]{display:none}
@media (max-width:480px){iframe{inset:0;width:100%;height:100%;border-radius:0}button[aria-expanded=true]{display:none}}`;

  const host = document.createElement('tandem-chat');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement('button');
  button.type = 'button';
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M4 4h16v12h-9l-5 4v-4H4z');
  svg.append(path);
  const text = document.createElement('span');
  text.textContent = label;
  const badge = document.createElement('b');
  badge.hidden = true;
  button.append(svg, text, badge);
  root.append(button);

  /** @type {HTMLIFrameElement | undefined} */
  let frame;
  let ready = false;
  let open = false;

  /** @param {string} value */
  const remember = (value) => {
    try {
      sessionStorage.setItem(KEY, value);
    } catch {
      // the page forbids it: the chat is closed after a reload
    }
  };
  const remembered = () => {
    try {
      return sessionStorage.getItem(KEY);
    } catch {
      return null;
    }
  };

  /** @param {object} message */
  const tell = (message) => ready && frame?.contentWindow?.postMessage(message, origin);

  const load = () => {
    if (frame) return;
    frame = document.createElement('iframe');
    frame.title = label;
    frame.hidden = true;
    frame.src = `${origin}/widget?site=${encodeURIComponent(/** @type {string} */ (data.site))}#${encodeURIComponent(location.origin)}`;
    root.append(frame);
  };

  /** @param {boolean} wanted @param {boolean} focus */
  const show = (wanted, focus) => {
    open = wanted;
    if (open) load();
    if (frame) frame.hidden = !open;
    button.setAttribute('aria-expanded', `${open}`);
    remember(open ? 'open' : 'kept');
    tell({ tandem: open ? 'shown' : 'hidden', focus });
    if (open && focus) frame?.focus();
    if (!open && focus) button.focus();
  };

  button.setAttribute('aria-expanded', 'false');
  button.onclick = () => show(!open, true);

  window.addEventListener('message', (event) => {
    if (!frame || event.origin !== origin || event.source !== frame.contentWindow) return;
    const message = event.data;
    if (message?.tandem === 'ready') {
      ready = true;
      const identity = data.userId && data.userHmac ? { id: data.userId, hmac: data.userHmac, name: data.userName, email: data.userEmail, email_hmac: data.userEmailHmac } : undefined;
      tell({ tandem: 'begin', identity, shown: open });
    } else if (message?.tandem === 'close') {
      show(false, true);
    } else if (message?.tandem === 'unread') {
      const count = Number(message.count) || 0;
      badge.hidden = count === 0;
      badge.textContent = `${count}`;
      button.setAttribute('aria-label', count ? `${label} (${count})` : label);
    }
  });

  // beside the body, where fewer rules of a page reach it
  document.documentElement.append(host);
  const before = remembered();
  if (before === 'open') show(true, false);
  else if (before) load();
})();
