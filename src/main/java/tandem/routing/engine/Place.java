package tandem.routing.engine;

import java.time.Instant;

/** A place in an order: the earliest first, and then by id, so that no two places are equal. */
record Place<T extends Comparable<T>>(Instant at, T id) implements Comparable<Place<T>> {

  @Override
  public int compareTo(Place<T> other) {
    int byTime = at.compareTo(other.at);
    return byTime != 0 ? byTime : id.compareTo(other.id);
  }
}
