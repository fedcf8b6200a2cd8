/** One timeline per case; outcomes and remedies. */
@NullMarked
package tandem.cases;

import org.jspecify.annotations.NullMarked;
