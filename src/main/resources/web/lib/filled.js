// @ts-check
const FROM_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Text of the other direction stands in marks (Unicode's isolates), so that it does not move the words and full stops around it. @param {string} text @param {string} around */
const apart = (text, around) => (text && FROM_RIGHT.test(text) !== FROM_RIGHT.test(around) ? `\u2068${text}\u2069` : text);

/** A text with its {holes} filled. @param {string} text @param {Record<string, string | number>} [values] */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, hole) => apart(String(values?.[hole] ?? ''), text));
