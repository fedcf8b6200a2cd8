// @ts-check
/** The Spanish texts of what a supervisor did, for the agent. */
export const told = {
  'told.presence': '{by} ha cambiado su estado',
  'told.given': '{by} le ha asignado un contacto',
  'told.moved_away': '{by} ha trasladado un contacto que era para usted',
  'told.taken_back': '{by} le ha retirado un contacto',
  'told.wrap_up_ended': '{by} ha terminado su cierre',
  'told.why': '«{why}»',
  'told.outcome': 'Registrar el resultado…',
  'told.read': 'Entendido',
};
