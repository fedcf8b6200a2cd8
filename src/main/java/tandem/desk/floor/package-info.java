/** The floor as people write it, and its import. */
@NullMarked
package tandem.desk.floor;

import org.jspecify.annotations.NullMarked;
