/** A real day of a call centre, read from the log of its own machines. */
@NullMarked
package tandem.rehearsal.day;

import org.jspecify.annotations.NullMarked;
