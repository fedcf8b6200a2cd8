/** One call from the command line: its number, what happens to it, and its end. */
@NullMarked
package tandem.rehearsal.calling;

import org.jspecify.annotations.NullMarked;
