// @ts-check
/**
 * Where a person can go from the home page, by role. Each place has texts of its name: `place.desk`, `place.desk.why`.
 *
 * @typedef {import('../api/session.js').Account} Account
 * @typedef {import('../api/session.js').Session} Session
 * @typedef {{ name: 'desk' | 'wall' | 'docs' | 'admin' | 'shop' | 'demo', href: string, icon: import('../lib/shell-icons.js').ShellIcon }} Place
 */

/** @type {Record<Place['name'], Place>} */
const PLACES = {
  desk: { name: 'desk', href: '/agent', icon: 'desk' },
  wall: { name: 'wall', href: '/wall', icon: 'board' },
  docs: { name: 'docs', href: '/docs', icon: 'book' },
  admin: { name: 'admin', href: '/admin', icon: 'gear' },
  demo: { name: 'demo', href: '/demo', icon: 'play' },
  shop: { name: 'shop', href: '/demo/shop', icon: 'shop' },
};

/** The page on which the work of this role begins. @param {Account} account */
export const start = ({ role }) => (role === 'agent' ? PLACES.desk.href : PLACES.wall.href);

/** The places of this person's work, the first one first. @param {Session} session @returns {Place[]} */
export function own({ account }) {
  if (!account) return [];
  const { role, agent } = account;
  return [...(role === 'agent' ? [] : [PLACES.wall]), ...(agent ? [PLACES.desk] : []), ...(role === 'admin' ? [PLACES.admin] : [])];
}

/** The places of everybody. @param {Session} session @returns {Place[]} */
export function common({ account, sample_shop: hasShop }) {
  return [...(hasShop ? [PLACES.demo, PLACES.shop] : []), PLACES.docs, ...(account ? [] : [PLACES.admin])];
}

/** What the bar names. @param {Session} session @returns {Place[]} */
export const named = (session) => [...own(session), PLACES.docs];
