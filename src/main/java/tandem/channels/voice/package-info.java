/** Calls: the native hook any PBX connector speaks, and the Twilio-shaped one. */
@NullMarked
package tandem.channels.voice;

import org.jspecify.annotations.NullMarked;
