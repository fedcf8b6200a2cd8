/** The generic hook for messages, by which a gateway connects any messenger. */
@NullMarked
package tandem.channels.messages;

import org.jspecify.annotations.NullMarked;
