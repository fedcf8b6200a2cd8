/** Agents' requests to routing. */
@NullMarked
package tandem.desk.agents;

import org.jspecify.annotations.NullMarked;
