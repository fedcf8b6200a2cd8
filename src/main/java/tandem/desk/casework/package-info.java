/** The work on a case: notes, remedies and claims, drafts, the wrap-up; from open to closed. */
@NullMarked
package tandem.desk.casework;

import org.jspecify.annotations.NullMarked;
