package tandem.routing.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import tandem.base.AgentId;
import tandem.base.ContactId;

/**
 * The contacts that wait on the same terms, lowest rank first, and the crews that may serve them.
 * Each queue has one line, and one more for each agent for whom alone some of its contacts wait.
 */
final class Line {

  /**
   * A crew that may serve this line, and the sum of its proficiencies in the skills that the line
   * needs.
   */
  record Fit(Crew crew, int proficiency) {}

  /** An agent who could take a contact of this line now. */
  record Candidate(Place<AgentId> place, int proficiency) {
    AgentId agent() {
      return place.id();
    }
  }

  private static final Comparator<Candidate> LONGEST_IDLE = Comparator.comparing(Candidate::place);
  private static final Comparator<Candidate> MOST_SKILLED =
      Comparator.comparingInt(Candidate::proficiency).reversed().thenComparing(LONGEST_IDLE);

  final FloorPlan.Queue terms;
  final NavigableSet<Place<ContactId>> waiting = new TreeSet<>();
  final List<Fit> fits = new ArrayList<>();

  /** How many agents could take a contact of the line now. */
  int free;

  /** How many agents of these crews are signed in, including busy ones. */
  int signedIn;

  Line(FloorPlan.Queue terms) {
    this.terms = terms;
  }

  /** Links line and crew. The link lasts as long as the floor document. */
  void meet(Crew crew) {
    if (crew.serves(terms)) {
      fit(crew);
    }
  }

  /** Links line and crew whatever the crew's skills: the contacts were assigned to its agent. */
  void fit(Crew crew) {
    fits.add(new Fit(crew, crew.proficiencyIn(terms.skills().keySet())));
    crew.lines.add(this);
  }

  Comparator<Candidate> preference() {
    return switch (terms.strategy()) {
      case LONGEST_IDLE -> LONGEST_IDLE;
      case MOST_SKILLED -> MOST_SKILLED;
    };
  }
}
