package tandem.desk.floor;

import tandem.routing.engine.FloorPlan;

/**
 * The set-up of one site: the routing plan and the catalogues of the other rooms. Complete (the
 * present floor) or in part (an import).
 */
public record FloorSetup(FloorPlan plan, Catalogues catalogues) {

  public static final FloorSetup EMPTY = new FloorSetup(FloorPlan.EMPTY, Catalogues.EMPTY);

  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /** Returns this set-up after the changes. */
  FloorSetup with(FloorSetup changes) {
    return new FloorSetup(plan.with(changes.plan), catalogues.with(changes.catalogues));
  }

  /** Returns the parts that are new or differ from the known ones. */
  FloorSetup without(FloorSetup known) {
    return new FloorSetup(plan.without(known.plan), catalogues.without(known.catalogues));
  }
}
