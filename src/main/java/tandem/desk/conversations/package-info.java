/** Messages of customers and to customers: how they come in, join contacts, and are sent. */
@NullMarked
package tandem.desk.conversations;

import org.jspecify.annotations.NullMarked;
