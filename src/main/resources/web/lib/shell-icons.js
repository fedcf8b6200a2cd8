// @ts-check
import { drawing } from './icons.js';

const paths = {
  desk: 'M2 3h12v8H2zM5.5 14h5M8 11v3',
  board: 'M2 2.5h5v6H2zM9 2.5h5v3H9zM9 7.5h5v6H9zM2 10.5h5v3H2z',
  book: 'M8 4C6.5 2.8 4.5 2.5 2 2.5v10c2.5 0 4.5.3 6 1.5 1.5-1.2 3.5-1.5 6-1.5v-10c-2.5 0-4.5.3-6 1.5zM8 4v10',
  gear: 'M8 5.5a2.5 2.5 0 1 0 .01 0M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4',
  shop: 'M2.5 6.5 3.5 2.5h9l1 4M2.5 6.5a1.8 1.8 0 0 0 3.6 0 1.9 1.9 0 0 0 3.8 0 1.8 1.8 0 0 0 3.6 0M3.5 8.3v5.2h9V8.3M6.5 13.5v-3h3v3',
  play: 'M2.5 3h11v10h-11zM6.5 5.8v4.4L10.2 8z',
  sun: 'M8 5a3 3 0 1 0 .01 0M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  half: 'M8 2a6 6 0 1 0 .01 0M8 2v12M9.5 3v10M11 3.8v8.4M12.5 5.2v5.6',
};

/** @typedef {keyof typeof paths} ShellIcon */

/** A drawing that the shell's pages alone need. @param {ShellIcon} name */
export const shellIcon = (name) => drawing(paths[name]);
