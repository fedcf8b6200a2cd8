// @ts-check
/** The German texts of what a supervisor did, for the agent. */
export const told = {
  'told.presence': '{by} hat Ihren Status geändert',
  'told.given': '{by} hat Ihnen einen Kontakt zugewiesen',
  'told.moved_away': '{by} hat einen Kontakt umgeleitet, der für Sie war',
  'told.taken_back': '{by} hat einen Kontakt von Ihnen zurückgeholt',
  'told.wrap_up_ended': '{by} hat Ihre Nachbearbeitung beendet',
  'told.why': '„{why}“',
  'told.outcome': 'Ergebnis erfassen…',
  'told.read': 'OK',
};
