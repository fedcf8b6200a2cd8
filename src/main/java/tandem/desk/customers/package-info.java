/** The customer of a contact: identified, looked up, and shown with the offer. */
@NullMarked
package tandem.desk.customers;

import org.jspecify.annotations.NullMarked;
