// @ts-check
/** The Arabic texts of what a supervisor did, for the agent. */
export const told = {
  'told.presence': 'تم تغيير حالتك من جانب {by}',
  'told.given': 'أُسندت إليك محادثة من جانب {by}',
  'told.moved_away': 'نُقلت محادثة كانت مخصصة لك من جانب {by}',
  'told.taken_back': 'سُحبت منك محادثة من جانب {by}',
  'told.wrap_up_ended': 'أُنهيت مرحلة ما بعد المحادثة لديك من جانب {by}',
  'told.why': '«{why}»',
  'told.outcome': 'تسجيل النتيجة…',
  'told.read': 'حسنًا',
};
