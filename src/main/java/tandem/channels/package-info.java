/** Carriers in and out. */
@NullMarked
package tandem.channels;

import org.jspecify.annotations.NullMarked;
