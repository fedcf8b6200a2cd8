/** Simulated agents at the desk socket. */
@NullMarked
package tandem.rehearsal.agents;

import org.jspecify.annotations.NullMarked;
