/**
 * Simulated customers and agents that use the server's public interfaces only: {@code carriers} and
 * {@code agents} are the two ends of every call; {@code replay} plays a real {@code day} with them,
 * {@code load} measures with them. This package has the classes that all of them share.
 */
@NullMarked
package tandem.rehearsal;

import org.jspecify.annotations.NullMarked;
