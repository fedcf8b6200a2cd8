/** Use cases that span rooms; owns transactions; no rules of its own. */
@NullMarked
package tandem.desk;

import org.jspecify.annotations.NullMarked;
