/** What customers and the firm say to each other in writing: conversations, messages, files. */
@NullMarked
package tandem.conversations;

import org.jspecify.annotations.NullMarked;
