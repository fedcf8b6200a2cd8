/** The commands of {@code scripts/tandem}, one class each. */
@NullMarked
package tandem.commands;

import org.jspecify.annotations.NullMarked;
