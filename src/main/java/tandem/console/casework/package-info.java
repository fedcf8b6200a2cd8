/** What is asked and said over HTTP of customers and their orders, cases, remedies and contacts. */
@NullMarked
package tandem.console.casework;

import org.jspecify.annotations.NullMarked;
