/** The roof: the entry of every command. */
@NullMarked
package tandem;

import org.jspecify.annotations.NullMarked;
