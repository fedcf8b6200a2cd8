package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Looks with axe-core whether a page, as it is shown, follows WCAG 2.2 A and AA and axe's own best
 * practice, with the pages in its frames. Each look leaves a picture, and the page as it was:
 * light, and in its own direction.
 */
final class Axe {

  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  /** The time left to accept moves as long as an offer rings; everything else comes to rest. */
  private static final String AT_REST = "Promise.allSettled(document.getAnimations()"
      + ".filter(one => one.effect.target.localName !== 'tandem-drain').map(one => one.finished))";

  /** A theme that was chosen counts more than the system's. */
  private static final String CHOSEN = "theme => { const {dataset} = document.documentElement;"
      + " if (dataset.theme) dataset.theme = theme; }";

  private static final String DIRECTION = "to => { document.documentElement.dir = to; }";

  private static final Path PICTURES = Path.of("target/pictures/axe");

  private Axe() {}

  /**
   * Fails if axe finds anything in light or in dark; for pages that a test also opens in Arabic.
   */
  static void findsNothingInAnyTheme(Page page, String what) {
    for (var scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      var theme = scheme.name().toLowerCase(Locale.ROOT);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      inEachFrame(page, CHOSEN, theme);
      findsNothing(page, what, theme);
    }
  }

  /** Fails if axe finds anything in light, in dark, or when the page goes from right to left. */
  static void findsNothing(Page page, String what) {
    findsNothingInAnyTheme(page, what);
    inEachFrame(page, DIRECTION, "rtl");
    findsNothing(page, what, "from right to left");
    inEachFrame(page, DIRECTION, "ltr");
  }

  private static void inEachFrame(Page page, String change, String to) {
    page.frames().forEach(frame -> frame.evaluate(change, to));
  }

  private static void findsNothing(Page page, String what, String how) {
    page.evaluate(AT_REST);
    page.screenshot(new Page.ScreenshotOptions()
        .setPath(PICTURES.resolve((what + "-" + how).replaceAll("\\W+", "-") + ".png")));
    var axe = new AxeBuilder(page).withTags(RULES);
    if (page.frames().size() > 1) {
      // two desks in frames have the same landmarks; axe takes them for those of one document
      axe.disableRules(List.of("landmark-unique"));
    }
    assertThat(axe.analyze().getViolations())
        .as("%s, %s", what, how)
        .extracting(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
        .isEmpty();
  }
}
