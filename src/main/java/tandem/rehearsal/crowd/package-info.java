/**
 * The simulated people of the demo: agents at desks, and customers on all channels who keep them
 * busy. Their number and tempo can be changed at any time.
 */
@NullMarked
package tandem.rehearsal.crowd;

import org.jspecify.annotations.NullMarked;
