/**
 * Reads and writes mail: RFC 5322 bytes in, a record out, and back. It knows no database and no
 * network.
 */
@NullMarked
package tandem.channels.email.mime;

import org.jspecify.annotations.NullMarked;
