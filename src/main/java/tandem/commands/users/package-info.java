/** The commands on accounts, tokens and sessions, on the database itself. */
@NullMarked
package tandem.commands.users;

import org.jspecify.annotations.NullMarked;
