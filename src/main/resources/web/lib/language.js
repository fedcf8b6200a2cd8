// @ts-check
/**
 * The language of the page. The server chooses it, by a cookie or by what the browser prefers, before it sends the page; the build has
 * made the page's modules with the texts of that language.
 */
export const language = document.documentElement.lang;

/** How this language writes numbers and money. All have the same digits: those of telephone numbers, order numbers and running times. */
export const locale = `${language}-u-nu-latn`;

/** How it writes dates. English is not that of America, whose dates have another order. */
export const dateLocale = language === 'en' ? 'en-GB' : locale;

const names = new Intl.DisplayNames([locale], { type: 'language' });

/** The name of a language in the language of the page; the tag if it has none. @param {string} tag */
export function languageName(tag) {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
