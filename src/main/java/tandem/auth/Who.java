package tandem.auth;

import java.util.Optional;

/** Who may use a route. */
public enum Who {
  /** Anybody, known or not: the log-in page, health. */
  PUBLIC,
  /** A carrier: no account, but the route itself checks the signature of what it gets. */
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
