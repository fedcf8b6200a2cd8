/**
 * Who gets which contact: signals in, facts out. Plain Java that never waits, reads no clock and
 * rolls no dice.
 */
@NullMarked
package tandem.routing.engine;

import org.jspecify.annotations.NullMarked;
