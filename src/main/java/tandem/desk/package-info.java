/**
 * Use cases that span rooms. It owns transactions and has no rules of its own. The use cases are in
 * sub-packages by subject; this package has the classes that they share.
 */
@NullMarked
package tandem.desk;

import org.jspecify.annotations.NullMarked;
