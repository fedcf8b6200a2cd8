/** Who is behind a contact: found out, looked up, and shown with the offer. */
@NullMarked
package tandem.desk.customers;

import org.jspecify.annotations.NullMarked;
