/** Agents' desks: the sockets of the screens, with their messages and commands. */
@NullMarked
package tandem.console.agents;

import org.jspecify.annotations.NullMarked;
