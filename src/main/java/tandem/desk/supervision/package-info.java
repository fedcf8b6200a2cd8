/** What supervisors see of the contacts of others, and what they do about them. */
@NullMarked
package tandem.desk.supervision;

import org.jspecify.annotations.NullMarked;
