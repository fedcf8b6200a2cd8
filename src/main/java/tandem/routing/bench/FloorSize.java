package tandem.routing.bench;

import tandem.base.Failure;

/** The size of a floor: half of the agents are on the busy side, where all contacts wait. */
public record FloorSize(int agents, int waiting) {
  public FloorSize {
    Failure.require(
        agents >= 2 && agents % 2 == 0, "a shift must have as many busy as quiet agents");
    Failure.require(
        waiting >= ShiftPlan.QUEUES_PER_SIDE,
        "every queue of the busy side must have a waiting contact");
  }
}
