/**
 * Simulated customers and agents that use the server from outside, through its front doors only.
 */
@NullMarked
package tandem.rehearsal;

import org.jspecify.annotations.NullMarked;
