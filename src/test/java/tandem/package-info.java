/** Tests of the whole server: layers, start, and days through its public interfaces. */
@NullMarked
package tandem;

import org.jspecify.annotations.NullMarked;
