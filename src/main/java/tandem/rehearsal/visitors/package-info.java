/** Simulated visitors of the chat widget. */
@NullMarked
package tandem.rehearsal.visitors;

import org.jspecify.annotations.NullMarked;
