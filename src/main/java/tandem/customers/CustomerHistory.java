package tandem.customers;

import io.vertx.core.buffer.Buffer;
import tandem.base.CustomerId;

/**
 * Everything that ever happened with one customer, in summary, as it was at one version. Its JSON
 * is made once, by the query that reads it; screens and clients get these very bytes. Shared
 * between threads and never changed.
 */
public record CustomerHistory(CustomerId customer, long version, Buffer json) {

  /** The newest of each; what is older is read by page. */
  public static final int CONTACT_POINTS_MAX = 50;

  public static final int ORDERS_MAX = 200;
  public static final int CASES_MAX = 200;
  public static final int REMEDIES_MAX = 200;
  public static final int TIMELINE_MAX = 30;
}
