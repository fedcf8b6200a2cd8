package tandem.rehearsal.load;

import java.math.BigDecimal;
import java.util.List;
import tandem.rehearsal.load.Report.Step;

/**
 * A load that was played to its end.
 *
 * @param window what was measured; of a saturation the fastest rate that was kept
 * @param lost contacts that the server took and never closed
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
