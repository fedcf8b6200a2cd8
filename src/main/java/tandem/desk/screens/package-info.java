/**
 * The screens of agents: each node records which agents have one there, and the floor's owner
 * checks that every agent on the floor has one.
 */
@NullMarked
package tandem.desk.screens;

import org.jspecify.annotations.NullMarked;
