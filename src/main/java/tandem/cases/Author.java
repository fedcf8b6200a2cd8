package tandem.cases;

import java.util.Optional;
import tandem.base.AgentId;

/**
 * The author of an act on a case: an agent of the floor, or an account that is not an agent, such
 * as a supervisor. Exactly one of the two is present.
 */
public record Author(Optional<AgentId> agent, Optional<String> account) {

  public Author {
    if (agent.isPresent() == account.isPresent()) {
      throw new IllegalArgumentException("an author is an agent or an account");
    }
  }

  public static Author of(AgentId agent) {
    return new Author(Optional.of(agent), Optional.empty());
  }

  /** Makes the author of an account: its agent if it has one. */
  public static Author of(String account, Optional<AgentId> agent) {
    return agent.map(Author::of).orElseGet(() -> account(account));
  }

  public static Author account(String name) {
    return new Author(Optional.empty(), Optional.of(name));
  }
}
