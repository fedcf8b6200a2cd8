/** A real day of a call centre, read out of the log that its own machines wrote. */
@NullMarked
package tandem.rehearsal.day;

import org.jspecify.annotations.NullMarked;
