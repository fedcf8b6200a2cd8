/**
 * Simulated customers and agents that use the server from outside, through its front doors only:
 * {@code carriers} and {@code agents} are at the two ends of every call; {@code replay} lives a
 * real {@code day} with them, {@code load} measures with them. Here is what all of them share.
 */
@NullMarked
package tandem.rehearsal;

import org.jspecify.annotations.NullMarked;
