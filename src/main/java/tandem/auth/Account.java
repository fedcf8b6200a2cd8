package tandem.auth;

import java.util.Optional;
import tandem.base.AgentId;

/** The account of a person or a program that may log in. */
public record Account(String name, Role role, Optional<AgentId> agent, boolean active) {

  Identity identity() {
    return new Identity(name, role, agent);
  }
}
