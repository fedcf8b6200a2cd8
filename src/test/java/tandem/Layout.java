package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether people can see all of a page, at the size that its window has. Playwright scrolls to
 * whatever it uses, also within boxes that only scripts can scroll, and so finds what people do
 * not.
 */
final class Layout {

  private static final String REACH = script("layout.js");
  private static final String READING = script("reading.js");

  /** Two frames later everything has its place. */
  private static final String STILL = """
      () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
        .then(() => Promise.allSettled(document.getAnimations()
          .filter(one => one.effect.target.localName !== 'tandem-drain').map(one => one.finished)))
      """;

  private Layout() {}

  /**
   * Every control and every text of the page can be brought into view by scrolling that people can
   * do, is not covered there, and the page does not scroll sideways.
   */
  static void assertReachable(Page page, String what) {
    assertReachable(page, "body", what);
  }

  /**
   * The same within one part, which may cover the others: an open drawer or menu.
   *
   * @param part a selector
   */
  static void assertReachable(Page page, String part, String what) {
    page.evaluate(STILL);
    assertThat(page.evaluate(REACH, part)).as(what).asInstanceOf(LIST).isEmpty();
  }

  /** Every sentence ends with its last mark, whatever the direction of the page. */
  static void assertReads(Page page, String what) {
    assertThat(page.evaluate(READING)).as(what).asInstanceOf(LIST).isEmpty();
  }

  private static String script(String name) {
    try {
      return Files.readString(Path.of("src/test/resources", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
