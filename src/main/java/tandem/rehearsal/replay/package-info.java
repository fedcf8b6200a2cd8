/** A real day lived again: its callers, its crew, what was seen, and how it went. */
@NullMarked
package tandem.rehearsal.replay;

import org.jspecify.annotations.NullMarked;
