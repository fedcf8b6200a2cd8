package tandem.desk.floor;

import tandem.routing.engine.FloorPlan;

/**
 * Everything of one site that is set up rather than happening: the routing plan and the catalogues
 * of the other rooms. Whole (the floor as it is) or in part (an import).
 */
public record FloorSetup(FloorPlan plan, Catalogues catalogues) {

  public static final FloorSetup EMPTY = new FloorSetup(FloorPlan.EMPTY, Catalogues.EMPTY);

  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /** This setup with everything in it that the other names defined or changed. */
  FloorSetup with(FloorSetup changes) {
    return new FloorSetup(plan.with(changes.plan), catalogues.with(changes.catalogues));
  }

  /** What of this setup is new or different beside the known one. */
  FloorSetup without(FloorSetup known) {
    return new FloorSetup(plan.without(known.plan), catalogues.without(known.catalogues));
  }
}
