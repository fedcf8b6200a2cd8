/** The house as a whole: layers, boot, the days that run through its front doors. */
@NullMarked
package tandem;

import org.jspecify.annotations.NullMarked;
