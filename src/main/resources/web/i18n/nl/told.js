// @ts-check
/** The Dutch texts of what a supervisor did, for the agent. */
export const told = {
  'told.presence': '{by} heeft je status gewijzigd',
  'told.given': '{by} heeft je een contact toegewezen',
  'told.moved_away': '{by} heeft een contact verplaatst dat voor jou was',
  'told.taken_back': '{by} heeft een contact bij je teruggehaald',
  'told.wrap_up_ended': '{by} heeft je nawerk beëindigd',
  'told.why': '“{why}”',
  'told.outcome': 'Resultaat vastleggen…',
  'told.read': 'OK',
};
