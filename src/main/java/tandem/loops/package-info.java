/** The event loops of a node, and the way back to the loop of a caller. */
@NullMarked
package tandem.loops;

import org.jspecify.annotations.NullMarked;
