/** Authentication and permissions: passwords, sessions, tokens, roles, hook signatures. */
@NullMarked
package tandem.auth;

import org.jspecify.annotations.NullMarked;
