// @ts-check
/** The texts of what a supervisor did, for the agent. */
export const told = {
  'told.presence': '{by} has changed your status',
  'told.given': '{by} has given you a contact',
  'told.moved_away': '{by} has moved away a contact that was for you',
  'told.taken_back': '{by} has taken a contact from you',
  'told.wrap_up_ended': '{by} has ended your wrap-up',
  'told.why': '“{why}”',
  'told.outcome': 'Record the outcome…',
  'told.read': 'OK',
};
