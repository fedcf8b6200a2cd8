/** What agents ask of routing. */
@NullMarked
package tandem.desk.agents;

import org.jspecify.annotations.NullMarked;
