/**
 * The benchmark of the engine: a steady shift on small and large floors, with the time of each
 * signal.
 */
@NullMarked
package tandem.routing.bench;

import org.jspecify.annotations.NullMarked;
