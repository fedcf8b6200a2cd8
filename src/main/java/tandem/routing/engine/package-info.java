/**
 * The routing engine, which decides who gets which contact: signals in, facts out. Plain Java that
 * never waits, reads no clock and makes no random numbers.
 */
@NullMarked
package tandem.routing.engine;

import org.jspecify.annotations.NullMarked;
