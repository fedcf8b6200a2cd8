package tandem.rehearsal.crowd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import tandem.document.DocumentErrors;
import tandem.document.DocumentReader;
import tandem.document.Node;

/**
 * The floor of the demo: a change of the sample floor. The story's two people have front desks of
 * their own, the crowd everything else.
 */
public final class CrowdFloor {

  /** The mailboxes that the server must have: the story's, and those to which the crowd writes. */
  public static final List<String> MAILBOXES =
      List.of("service@shop.example", "orders@shop.example", "help@shop.example");

  /** The agents of the story, whose desks people have. */
  public static final Set<String> STORY = Set.of("ana", "daan");

  private static final String SOURCE = "demo-floor.yaml";

  private final String document;
  private final List<String> seats;

  /** Reads the document that is in this jar. */
  public CrowdFloor() {
    try (var in = Objects.requireNonNull(CrowdFloor.class.getResourceAsStream(SOURCE))) {
      document = DocumentReader.utf8(SOURCE, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var errors = new DocumentErrors();
    var agents = DocumentReader.tree(SOURCE, document, errors).fields().get("agents");
    errors.failIfAny();
    seats = Stream.of(Objects.requireNonNull(agents).value())
        .map(Node.Items.class::cast)
        .flatMap(agent -> agent.items().stream())
        .map(Node.Fields.class::cast)
        .map(agent -> Objects.requireNonNull(agent.fields().get("id")).value())
        .map(id -> ((Node.Text) id).text())
        .filter(id -> !STORY.contains(id))
        .toList();
  }

  /** The document to import. */
  public String document() {
    return document;
  }

  /** The ids of the crowd's agents, in the order in which they come. */
  public List<String> seats() {
    return seats;
  }
}
