/** The replay of a real day: its callers, its crew, the record of observations, and the report. */
@NullMarked
package tandem.rehearsal.replay;

import org.jspecify.annotations.NullMarked;
