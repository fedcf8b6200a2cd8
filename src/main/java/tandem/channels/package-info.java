/** The connections to carriers, in both directions. */
@NullMarked
package tandem.channels;

import org.jspecify.annotations.NullMarked;
