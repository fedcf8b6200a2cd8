// @ts-check
const A_YEAR_SECONDS = 31_536_000;

/** Loads the page again in this language, as all pages that this browser opens from now on. @param {string} chosen */
export function chooseLanguage(chosen) {
  document.cookie = `tandem-language=${chosen}; Path=/; Max-Age=${A_YEAR_SECONDS}; SameSite=Lax`;
  location.reload();
}
