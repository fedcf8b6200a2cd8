/** Customers: identity, storage, cache, history, orders. */
@NullMarked
package tandem.customers;

import org.jspecify.annotations.NullMarked;
