/** Reports on the past and gauges of the present, made from facts. */
@NullMarked
package tandem.reports;

import org.jspecify.annotations.NullMarked;
