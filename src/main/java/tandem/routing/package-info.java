/**
 * The engine's shell: the journal it writes to, the verticle that gives it a thread and a clock,
 * the floor as read.
 */
@NullMarked
package tandem.routing;

import org.jspecify.annotations.NullMarked;
