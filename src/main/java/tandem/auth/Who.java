package tandem.auth;

import java.util.Optional;

/** The kinds of users of a route. */
public enum Who {
  /** Everybody, logged in or not: the log-in page, health. */
  PUBLIC,
  /** A carrier without an account: the route itself checks the signature of the request. */
  HOOK,
  /** A visitor of a site: the route itself checks the page's origin and the visitor's token. */
  VISITOR,
  AGENT,
  SUPERVISOR,
  ADMIN;

  /** Whether a route is open to people who have neither an account nor a hook's secret. */
  boolean isStranger() {
    return this == PUBLIC || this == VISITOR;
  }

  Optional<Role> role() {
    return switch (this) {
      case PUBLIC, HOOK, VISITOR -> Optional.empty();
      case AGENT -> Optional.of(Role.AGENT);
      case SUPERVISOR -> Optional.of(Role.SUPERVISOR);
      case ADMIN -> Optional.of(Role.ADMIN);
    };
  }
}
