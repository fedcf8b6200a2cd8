/** The carrier of emails. */
@NullMarked
package tandem.channels.email;

import org.jspecify.annotations.NullMarked;
