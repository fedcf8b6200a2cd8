// @ts-check
import { call } from './http.js';

/**
 * @typedef {{ name: string, role: 'agent' | 'supervisor' | 'admin', agent?: string }} Account
 * @typedef {{ account?: Account, sample_shop: boolean }} Session
 */

/** Who is logged in; without `account`, nobody. @returns {Promise<Session>} */
export const session = () => call('GET', '/session');

/** Ends the session and leaves for the log-in, also if there was none any more. */
export function logOut() {
  const leave = () => location.assign('/login');
  call('DELETE', '/session').then(leave, leave);
}
