package tandem.cases;

import java.util.Optional;
import tandem.base.AgentId;

/**
 * Who does something about a case: an agent of the floor, or an account that is none, such as a
 * supervisor without a desk. Exactly one of the two is there.
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

  /** The account's agent, where it has one. */
  public static Author of(String account, Optional<AgentId> agent) {
    return agent.map(Author::of).orElseGet(() -> account(account));
  }

  public static Author account(String name) {
    return new Author(Optional.empty(), Optional.of(name));
  }
}
