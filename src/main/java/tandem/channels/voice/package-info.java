/**
 * The connections to carriers of calls: the native hook for PBX connectors, and Twilio's interface.
 */
@NullMarked
package tandem.channels.voice;

import org.jspecify.annotations.NullMarked;
