/** Random days on the engine, and a witness that checks them by their facts alone. */
@NullMarked
package tandem.routing.simulation;

import org.jspecify.annotations.NullMarked;
