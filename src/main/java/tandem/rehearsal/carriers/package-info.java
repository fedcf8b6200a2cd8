/** Simulated carriers that use the server's voice hooks and carry out its commands. */
@NullMarked
package tandem.rehearsal.carriers;

import org.jspecify.annotations.NullMarked;
