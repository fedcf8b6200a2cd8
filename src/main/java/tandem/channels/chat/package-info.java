/** The chat widget of web sites: its socket, its pages and files. */
@NullMarked
package tandem.channels.chat;

import org.jspecify.annotations.NullMarked;
