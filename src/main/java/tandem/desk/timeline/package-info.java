/** Entries made of the floor's facts, and the news of every entry. */
@NullMarked
package tandem.desk.timeline;

import org.jspecify.annotations.NullMarked;
