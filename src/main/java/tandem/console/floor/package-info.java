/** The present floor, on the wallboard, as lists and as gauges; and its document. */
@NullMarked
package tandem.console.floor;

import org.jspecify.annotations.NullMarked;
