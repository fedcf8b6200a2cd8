/** One search for everything that people look for. */
@NullMarked
package tandem.desk.search;

import org.jspecify.annotations.NullMarked;
