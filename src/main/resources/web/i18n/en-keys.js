// @ts-check
import { en } from './en.js';

/** The texts of the keyboard shortcuts. */
export const keyTexts = {
  'keys.title': 'Keyboard shortcuts',
  'keys.close_dialog': 'Close',
  'keys.on': 'Use these keys',
  'keys.off_hint': 'The keys are off. Tab, Enter, Space and Escape go on as always.',
  'keys.lead': 'Kept in this browser. Keys with Alt are left to the browser and to letters.',
  'keys.action': 'What it does',
  'keys.key': 'Key',
  'keys.change': 'Change',
  'keys.change_of': 'Change the key for: {action}',
  'keys.press': 'Press the new key. Escape leaves it as it is.',
  'keys.reset_all': 'All keys as they were at first',
  'keys.reset_done': 'All keys are as they were at first.',
  'keys.changed': '{action}: {key}',
  'keys.taken': '{key} is already the key for: {action}. Press another one.',
  'keys.refused': '{key} cannot be used: the browser or a text field needs it. Press another one, for example F4 or Ctrl and a letter.',
  'keys.of.accept': 'Accept the offer',
  'keys.of.hold': 'Hold the call and take it back',
  'keys.of.finish': 'Finish the contact',
  'keys.of.submit': 'Send the answer, or submit the outcome',
  'keys.of.next': 'Next work',
  'keys.of.previous': 'Previous work',
  'keys.of.find': 'Find customers, orders, cases, contacts and commands',
  'keys.of.help': 'Show these shortcuts',
  'keys.of.full': 'Whole screen',
  'keys.escape': 'Close what was opened last',
};
Object.assign(en, keyTexts);
