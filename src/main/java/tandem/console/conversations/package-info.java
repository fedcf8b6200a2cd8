/** Written conversations over HTTP: messages, answers, files. */
@NullMarked
package tandem.console.conversations;

import org.jspecify.annotations.NullMarked;
