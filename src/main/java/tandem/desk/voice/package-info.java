/** Calls: what carriers tell of them, and what they are told to do. */
@NullMarked
package tandem.desk.voice;

import org.jspecify.annotations.NullMarked;
