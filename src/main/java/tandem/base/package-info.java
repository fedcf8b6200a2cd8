/** Shared types: ids, money, failures, limits. Uses {@code java.*} only. */
@NullMarked
package tandem.base;

import org.jspecify.annotations.NullMarked;
