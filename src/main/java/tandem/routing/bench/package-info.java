/** A steady shift on the engine, timed: what a signal costs on small and on large floors. */
@NullMarked
package tandem.routing.bench;

import org.jspecify.annotations.NullMarked;
