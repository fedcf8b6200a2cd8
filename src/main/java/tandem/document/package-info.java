/**
 * Text in and out: JSON as Tandem writes it; YAML or JSON read with its line numbers, so that an
 * error names the line.
 */
@NullMarked
package tandem.document;

import org.jspecify.annotations.NullMarked;
