/** The floor as it is now: on the wall, as lists, as gauges; and its document. */
@NullMarked
package tandem.console.floor;

import org.jspecify.annotations.NullMarked;
