/** Faults of networks and machines, for tests on real processes. */
@NullMarked
package tandem.faults;

import org.jspecify.annotations.NullMarked;
