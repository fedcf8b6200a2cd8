/** Find and show the customer: identity, store, cache, history. */
@NullMarked
package tandem.customers;

import org.jspecify.annotations.NullMarked;
