/** The hooks for messages: a generic one for gateways of any messenger, and one for Twilio. */
@NullMarked
package tandem.channels.messages;

import org.jspecify.annotations.NullMarked;
