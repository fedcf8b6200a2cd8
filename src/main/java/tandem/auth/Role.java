package tandem.auth;

import java.util.Locale;
import tandem.base.Failure;

/** The role of an account. Each role includes the permissions of the roles before it. */
public enum Role {
  AGENT,
  SUPERVISOR,
  ADMIN;

  public boolean atLeast(Role other) {
    return compareTo(other) >= 0;
  }

  /** The word in JSON and SQL. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads the word; {@link Failure.Invalid} names the allowed ones. */
  public static Role of(String word) {
    for (var role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new Failure.Invalid("role must be one of agent, supervisor, admin");
  }
}
