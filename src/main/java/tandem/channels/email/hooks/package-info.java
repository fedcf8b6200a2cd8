/** The hooks by which mail servers and mail providers bring mails. */
@NullMarked
package tandem.channels.email.hooks;

import org.jspecify.annotations.NullMarked;
