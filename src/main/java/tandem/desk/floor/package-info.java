/** The floor document and its import. */
@NullMarked
package tandem.desk.floor;

import org.jspecify.annotations.NullMarked;
