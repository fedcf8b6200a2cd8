package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Chromium without any background activity. */
final class Chromium implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private final Playwright playwright;
  private final Browser browser;

  Chromium() {
    assertThat(PROGRAM).as("scripts/test installs Chromium").isExecutable();
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(PROGRAM)
            .setArgs(List.of(
                "--no-sandbox",
                "--disable-quic",
                "--no-first-run",
                // a page without a person's act is silent, as it is in a browser with a window
                "--autoplay-policy=document-user-activation-required",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync")));
  }

  Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
