package tandem.customers;

import io.vertx.core.buffer.Buffer;
import tandem.base.CustomerId;

/**
 * The summary of everything that ever happened with one customer, at one version. The query that
 * reads it makes its JSON once; screens and clients get these bytes. Immutable and shared between
 * threads.
 */
public record CustomerHistory(CustomerId customer, long version, Buffer json) {

  /** The number of newest items of each kind; older ones are read page by page. */
  public static final int CONTACT_POINTS_MAX = 50;

  public static final int ORDERS_MAX = 200;
  public static final int CASES_MAX = 200;
  public static final int REMEDIES_MAX = 200;
  public static final int TIMELINE_MAX = 30;
}
