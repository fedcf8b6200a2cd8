// @ts-check
import { dateLocale } from './language.js';
import { serverNow } from './server-time.js';
import { count, t } from './text.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A running time: 0:41, 4:12, 1:02:10. @param {number} ms */
export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A time that has passed, in words: 40 s ago, 15 minutes ago. @param {number} ms */
export function ago(ms) {
  if (ms < MINUTE) return t('ago.seconds', { n: Math.max(1, Math.round(ms / 1000)) });
  if (ms < HOUR) return count('ago.minutes', Math.round(ms / MINUTE));
  if (ms < DAY) return count('ago.hours', Math.round(ms / HOUR));
  return count('ago.days', Math.round(ms / DAY));
}

/** Hours count to 24 in every language: a desk has no room for the words of half days. @param {Intl.DateTimeFormatOptions} shown */
const format = (shown) => new Intl.DateTimeFormat(dateLocale, shown);
const hour = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const toTheSecond = format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const day = format({ day: 'numeric', month: 'short' });
const weekday = format({ weekday: 'short', day: 'numeric', month: 'short' });
const wholeDay = format({ day: 'numeric', month: 'short', year: 'numeric' });
const year = format({ month: 'short', year: 'numeric' });
const whole = format({ dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' });

/** Short, as a column shows it: 13:52 today, 14 Nov, Nov 2024. @param {string} iso */
export function when(iso) {
  const at = new Date(iso);
  const now = new Date(serverNow());
  if (at.toDateString() === now.toDateString()) return hour.format(at);
  return at.getFullYear() === now.getFullYear() ? day.format(at) : year.format(at);
}

/** Of a time of day: 13:52. @param {string} iso */
export const minute = (iso) => hour.format(new Date(iso));

/** A day as a heading: Today, Yesterday, Tue 24 Nov, or with its year. @param {string} iso */
export function dayOf(iso) {
  const at = new Date(iso);
  const now = new Date(serverNow());
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY);
  if (days === 0) return t('day.today');
  if (days === 1) return t('day.yesterday');
  return at.getFullYear() === now.getFullYear() ? weekday.format(at) : wholeDay.format(at);
}

/** To the second: 13:52:07. @param {string} iso */
export const second = (iso) => toTheSecond.format(new Date(iso));

/** In full, for a title. @param {string} iso */
export const inFull = (iso) => whole.format(new Date(iso));

/** @type {Map<string, Intl.DateTimeFormat>} by time zone; making one takes the browser longer than using it a hundred times */
const hours = new Map();

/** The time of day now in a time zone; empty if the browser does not know the zone. @param {string} zone */
export function timeIn(zone) {
  try {
    const hour = hours.get(zone) ?? format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone });
    hours.set(zone, hour);
    return hour.format(new Date(serverNow()));
  } catch {
    return '';
  }
}

/** @param {string} iso */
export const yearOf = (iso) => new Date(iso).getFullYear();
