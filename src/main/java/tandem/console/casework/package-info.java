/** The HTTP routes of customers and their orders, cases, remedies and contacts. */
@NullMarked
package tandem.console.casework;

import org.jspecify.annotations.NullMarked;
