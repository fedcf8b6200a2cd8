package tandem.console.floor;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import tandem.document.Kind;
import tandem.document.Settings;

/**
 * The settings of the wallboard.
 *
 * @param zone the time zone whose midnight begins a day
 */
public record WallboardSettings(ZoneId zone) {

  public static WallboardSettings read(Settings in) {
    return new WallboardSettings(in.read(
        "zone",
        timeZone(),
        "Europe/Amsterdam",
        "The site's time zone: figures of today count from its midnight."));
  }

  private static Kind<ZoneId> timeZone() {
    return Kind.of("a time zone such as Europe/Amsterdam", ZoneId.of("UTC"), text -> {
      try {
        return Optional.of(ZoneId.of(text));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    });
  }
}
