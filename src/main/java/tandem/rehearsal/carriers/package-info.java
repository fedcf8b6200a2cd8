/** Telephone companies that speak to the server's voice hooks and do what it commands. */
@NullMarked
package tandem.rehearsal.carriers;

import org.jspecify.annotations.NullMarked;
