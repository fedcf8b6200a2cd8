package tandem.auth;

import java.util.Optional;

/** The kinds of users of a route. */
public enum Who {
  /** Everybody, logged in or not: the log-in page, health. */
  PUBLIC,
  /** A carrier without an account: the route itself checks the signature of the request. */
  HOOK,
  AGENT,
  SUPERVISOR,
  ADMIN;

  Optional<Role> role() {
    return switch (this) {
      case PUBLIC, HOOK -> Optional.empty();
      case AGENT -> Optional.of(Role.AGENT);
      case SUPERVISOR -> Optional.of(Role.SUPERVISOR);
      case ADMIN -> Optional.of(Role.ADMIN);
    };
  }
}
