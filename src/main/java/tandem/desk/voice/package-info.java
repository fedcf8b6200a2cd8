/** Calls: events from carriers, and commands to carriers. */
@NullMarked
package tandem.desk.voice;

import org.jspecify.annotations.NullMarked;
