/** The settings of a server, where they come from, and whether this machine allows them. */
@NullMarked
package tandem.config;

import org.jspecify.annotations.NullMarked;
