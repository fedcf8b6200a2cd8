/**
 * The shell of the engine: its thread and clock, the journal, and the committed floor for reads.
 */
@NullMarked
package tandem.routing;

import org.jspecify.annotations.NullMarked;
