/**
 * What agents and supervisors touch: HTTP routes, the desk socket, the wallboard stream. Here is
 * what everybody meets first, the log-in and the contract, and what those ask who run the server.
 */
@NullMarked
package tandem.console;

import org.jspecify.annotations.NullMarked;
