/** Who you are and what you may do: passwords, sessions, tokens, roles, hook signatures. */
@NullMarked
package tandem.auth;

import org.jspecify.annotations.NullMarked;
