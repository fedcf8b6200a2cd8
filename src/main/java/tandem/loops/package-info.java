/** The event loops of a node, and the way back to the loop on which something was asked. */
@NullMarked
package tandem.loops;

import org.jspecify.annotations.NullMarked;
