/**
 * The reading and writing of text: Tandem's JSON, and YAML or JSON with line numbers for errors.
 */
@NullMarked
package tandem.document;

import org.jspecify.annotations.NullMarked;
