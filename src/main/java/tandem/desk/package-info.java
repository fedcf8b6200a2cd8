/**
 * Use cases that span rooms; owns transactions; no rules of its own. The use cases are in parts by
 * subject, here is what these share.
 */
@NullMarked
package tandem.desk;

import org.jspecify.annotations.NullMarked;
