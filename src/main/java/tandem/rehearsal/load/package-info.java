/** Calls at a steady rate, and how fast their offers came. */
@NullMarked
package tandem.rehearsal.load;

import org.jspecify.annotations.NullMarked;
