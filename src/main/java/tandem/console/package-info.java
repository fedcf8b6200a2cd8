/** What agents and supervisors touch: HTTP routes, the desk socket, the wallboard stream. */
@NullMarked
package tandem.console;

import org.jspecify.annotations.NullMarked;
