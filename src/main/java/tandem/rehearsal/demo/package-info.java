/**
 * The demo: seats with sessions of their own in front of one server, Maria who calls, chats and
 * mails, her shop, a mail server, and the page's commands. {@code Demo} connects them.
 */
@NullMarked
package tandem.rehearsal.demo;

import org.jspecify.annotations.NullMarked;
