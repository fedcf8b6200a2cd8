// @ts-check
import { svg, html } from 'lit';

const paths = {
  phone: 'M4.2 2 6 4.8 4.6 6.3a9 9 0 0 0 5.1 5.1L11.2 10 14 11.8l-.9 2.1C7 14 2 9 2.1 2.9z',
  chat: 'M2 2.5h8.5v6H6L3.5 11V8.5H2zM12.5 5.5H14v6h-1.5V14L10 11.5H6.5',
  message: 'M2.5 3h11v8H8l-3 2.8V11H2.5zM5 6h6M5 8.3h4',
  check: 'M3 8.5 6.5 12 13 4.5',
  shield: 'M8 1.8 13.2 3.6v4c0 3.3-2.2 5.5-5.2 6.7-3-1.2-5.2-3.4-5.2-6.7v-4zM5.6 7.9l1.8 1.8 3.2-3.5',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.3v9.4L12.5 8z',
  clock: 'M8 1.8a6.2 6.2 0 1 0 .01 0M8 4.6V8l2.4 1.6',
  circle: 'M8 3a5 5 0 1 0 .01 0',
  dot: 'M8 5a3 3 0 1 0 .01 0M8 7a1 1 0 1 0 .01 0',
  ring: 'M8 2a4 4 0 0 0-4 4v3.2L2.8 11.5h10.4L12 9.2V6a4 4 0 0 0-4-4M6.5 13.5a1.6 1.6 0 0 0 3 0',
  pen: 'M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2zM9.3 4.5l2.2 2.2',
  note: 'M3 2.5h10v7.5L9.5 13.5H3zM9.5 13.5V10H13M5.5 5.5h5M5.5 8h3',
  flag: 'M4 14V2.5M4 3h8l-1.8 2.8L12 8.5H4',
  gift: 'M2.5 6h11v2.5h-11zM3.5 8.5h9V14h-9zM8 6v8M8 6C6 6 4.7 5 5 3.7 5.5 2 8 3 8 6c0-3 2.5-4 3-2.3C11.3 5 10 6 8 6',
  user: 'M8 2.2a2.8 2.8 0 1 0 .01 0M2.8 14c.5-3 2.6-4.5 5.2-4.5s4.7 1.5 5.2 4.5',
  mail: 'M2 4h12v8.5H2zM2 4.5 8 9l6-4.5',
  box: 'M8 1.8 14 5v6.2L8 14.3 2 11.2V5zM2 5l6 3.2L14 5M8 8.2v6',
  link: 'M6.5 9.5l3-3M7.3 4.7l1.3-1.3a2.8 2.8 0 0 1 4 4l-1.3 1.3M8.7 11.3l-1.3 1.3a2.8 2.8 0 0 1-4-4l1.3-1.3',
  globe: 'M8 2a6 6 0 1 0 .01 0M2 8h12M8 2c3 3.500 3 8.500 0 12M8 2c-3 3.5-3 8.5 0 12',
  plus: 'M8 3v10M3 8h10',
  search: 'M7 2.5a4.5 4.5 0 1 0 .01 0M10.3 10.3 14 14',
  down: 'M4 6.2 8 10.2l4-4',
  close: 'M4 4l8 8M12 4l-8 8',
  live: 'M8 6.5a1.5 1.5 0 1 0 .01 0M4.8 11.2a4.5 4.5 0 0 1 0-6.4M11.2 4.8a4.5 4.5 0 0 1 0 6.4M2.7 13.3a7.5 7.5 0 0 1 0-10.6M13.3 2.7a7.5 7.5 0 0 1 0 10.6',
  cut: 'M2 2l12 12M5 11a4.5 4.5 0 0 1-.8-5M11.8 6a4.5 4.5 0 0 1-.3 4M2.7 13.3a7.5 7.5 0 0 1-.9-9M14.2 4.3a7.5 7.5 0 0 1-.3 8',
  warn: 'M8 2 14.5 13.5h-13zM8 6.3v3.5M8 11.5v.2',
  sound: 'M2.5 6h2.6L8.5 3v10L5.1 10H2.5zM10.8 5.8a3.2 3.2 0 0 1 0 4.4M12.6 4a5.7 5.7 0 0 1 0 8',
  moon: 'M13 9.8A5.7 5.7 0 0 1 6.2 3 5.7 5.7 0 1 0 13 9.8',
  full: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  hangup: 'M1.800 9.800c3.700-3.700 8.700-3.700 12.400 0l-2 2.200-2.400-1.300V8.900a9 9 0 0 0-3.600 0v1.800L3.800 12z',
  out: 'M9.5 2.5h-6v11h6M7 8h7M11.5 5.3 14.2 8l-2.7 2.7',
  reply: 'M6 4 2 8l4 4M2 8h7c3 0 5 2 5 5',
  replyall: 'M5 4 1 8l4 4M9 4 5 8l4 4M5 8h5c3 0 5 2 5 5',
  forward: 'M10 4l4 4-4 4M14 8H7c-3 0-5 2-5 5',
  lock: 'M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  clip: 'M12.5 7.5l-5 5a3 3 0 0 1-4.2-4.2l5.5-5.5a2 2 0 0 1 2.8 2.8L6.3 11a1 1 0 0 1-1.4-1.4L9.5 5',
  send: 'M2 8l12-6-4 12-3-5z',
  swap: 'M2 5h10L9 2M14 11H4l3 3',
  eye: 'M1.5 8c3-5.5 10-5.5 13 0-3 5.500-10 5.500-13 0M8 6a2 2 0 1 0 .01 0',
  people: 'M6 3a2.3 2.3 0 1 0 .01 0M1.8 13c.3-2.6 2-4 4.2-4s3.9 1.4 4.2 4M10.5 3.2a2.2 2.2 0 0 1 0 4.2M11.6 9.3c1.5.5 2.4 1.8 2.6 3.7',
};

/** @typedef {keyof typeof paths} Icon */

/** @type {Record<string, Icon>} */
const CHANNELS = { call: 'phone', chat: 'chat', message: 'message', email: 'mail' };

/** The drawing of a channel; people if it is not known. @param {string | undefined} channel @returns {Icon} */
export const channelIcon = (channel) => CHANNELS[channel ?? ''] ?? 'people';

/** A line drawing of 16 by 16; words beside it say what it means. @param {string} path */
export const drawing = (path) => html`<svg class="ic" viewBox="0 0 16 16" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;

/** One of the drawings of the desk and the wallboard. @param {Icon} name */
export const icon = (name) => drawing(paths[name]);
