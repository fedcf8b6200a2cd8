/** Common HTTP behaviour: problem answers, bodies, limits, static pages. */
@NullMarked
package tandem.web;

import org.jspecify.annotations.NullMarked;
