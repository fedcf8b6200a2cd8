package tandem.routing.bench;

import tandem.base.Failure;

/** How large a floor is: half of the agents are on the busy side, where all who wait are. */
public record FloorSize(int agents, int waiting) {
  public FloorSize {
    Failure.require(agents >= 2 && agents % 2 == 0, "a shift has as many busy as quiet agents");
    Failure.require(
        waiting >= ShiftPlan.QUEUES_PER_SIDE, "somebody waits in every queue of the busy side");
  }
}
