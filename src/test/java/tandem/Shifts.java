package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.function.Supplier;

/**
 * What moved on a page without a person's input, as the browser counts it: layout shifts more than
 * half a second after the last input.
 */
final class Shifts {

  private static final String WATCH = """
      () => { if (!window.tandemShifts) {
        window.tandemShifts = { seen: [] };
        const note = (entries) => entries.filter((one) => !one.hadRecentInput).forEach((one) => tandemShifts.seen.push(
          one.value + ' ' + one.sources.map(({ node, previousRect: from, currentRect: to }) =>
            (node?.outerHTML ?? node?.textContent ?? '').slice(0, 160)
              + ` from ${from.x},${from.y} ${from.width}x${from.height} to ${to.x},${to.y} ${to.width}x${to.height}`).join('; ')));
        tandemShifts.observer = new PerformanceObserver((list) => note(list.getEntries()));
        tandemShifts.observer.observe({ type: 'layout-shift' });
        tandemShifts.note = note;
      } }""";

  /** The browser reports a frame's shifts when the frame is done. */
  private static final String FRAMES = """
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
        tandemShifts.note(tandemShifts.observer.takeRecords());
        const seen = tandemShifts.seen;
        tandemShifts.seen = [];
        done(seen);
      }))))""";

  private final Page page;

  Shifts(Page page) {
    this.page = page;
    page.evaluate(WATCH);
  }

  /** Nothing moves on the page while this happens. */
  void none(Runnable happens) {
    none(() -> {
      happens.run();
      return true;
    });
  }

  <T> T none(Supplier<T> happens) {
    page.evaluate(FRAMES);
    var result = happens.get();
    assertThat((List<?>) page.evaluate(FRAMES)).isEmpty();
    return result;
  }
}
