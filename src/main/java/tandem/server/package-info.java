/** One node: the records that build its parts with {@code new}, its start and its end. */
@NullMarked
package tandem.server;

import org.jspecify.annotations.NullMarked;
