/** The load test: contacts at a given rate, with their times and costs. */
@NullMarked
package tandem.rehearsal.load;

import org.jspecify.annotations.NullMarked;
