/**
 * The interface for agents, supervisors and operators: HTTP routes, the desk socket, the wallboard
 * stream. This package has the log-in, the contract and the management port.
 */
@NullMarked
package tandem.console;

import org.jspecify.annotations.NullMarked;
