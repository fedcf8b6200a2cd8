/**
 * The commands that drive or measure a server from outside. The server's own jar has none of them.
 */
@NullMarked
package tandem.commands.rehearsal;

import org.jspecify.annotations.NullMarked;
