// @ts-check
/** A classic script, which runs before the first paint: the page begins in the theme that was chosen in this browser. */
try {
  const chosen = localStorage.getItem('tandem.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // a browser that keeps nothing has the system's theme
}
