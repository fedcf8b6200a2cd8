/** Questions about the past and gauges of the present, answered from facts. */
@NullMarked
package tandem.reports;

import org.jspecify.annotations.NullMarked;
