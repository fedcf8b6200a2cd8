/** Agents' desks: the socket of each screen, what it is told, and what it asks. */
@NullMarked
package tandem.console.agents;

import org.jspecify.annotations.NullMarked;
