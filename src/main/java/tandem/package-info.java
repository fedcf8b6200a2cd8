/** The roof: Main builds every object with {@code new}; one class per command. */
@NullMarked
package tandem;

import org.jspecify.annotations.NullMarked;
