/** What agents ask of routing, and which of them have a screen. */
@NullMarked
package tandem.desk.agents;

import org.jspecify.annotations.NullMarked;
