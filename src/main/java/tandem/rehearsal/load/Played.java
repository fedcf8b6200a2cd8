package tandem.rehearsal.load;

import java.math.BigDecimal;
import java.util.List;
import tandem.rehearsal.load.Report.Step;

/**
 * A finished load.
 *
 * @param window the measurements; of a saturation, at the highest rate that the server kept up with
 * @param lost contacts that the server accepted and never closed
 * @param duplicates contacts that two agents had at the same time
 */
public record Played(
    Load load,
    Window window,
    List<Step> steps,
    int lost,
    int duplicates,
    long retries,
    BigDecimal driverLateSeconds) {

  public Played {
    steps = List.copyOf(steps);
  }
}
