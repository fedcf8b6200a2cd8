package tandem.desk.floor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.Currency;
import tandem.base.DepartmentId;
import tandem.base.Id;
import tandem.base.OrderState;
import tandem.base.OutcomeId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.RemedyKindId;
import tandem.base.SegmentId;
import tandem.base.SkillId;
import tandem.cases.OutcomeKind;
import tandem.cases.RemedyKind;
import tandem.customers.PhoneNumbers;
import tandem.customers.Segment;
import tandem.document.DocumentErrors;
import tandem.document.DocumentReader;
import tandem.document.Json;
import tandem.document.Kind;
import tandem.document.Node;
import tandem.routing.engine.FloorPlan;

/**
 * The floor's document: reads YAML or JSON to a setup, with the line of every error, and writes a
 * setup as JSON. A document may name a part of the floor only; it may refer to what the floor
 * already has. An entry is whole: what it leaves out takes its default, not its present value.
 */
public final class FloorDocument {

  public static final int PARTS_MAX = 2_000;
  public static final int AGENTS_MAX = 20_000;
  public static final int NAME_LENGTH_MAX = 100;
  public static final int ADDRESS_LENGTH_MAX = 200;
  public static final int REASON_MINUTES_MAX = 1_440;
  public static final int AMOUNT_MINOR_MAX = 100_000_000;

  /** Short enough for a day that is replayed a thousand times faster. */
  public static final Duration SHORTEST = Duration.ofMillis(1);

  public static final Duration RING_MAX = Duration.ofMinutes(10);
  public static final Duration WAIT_MAX = Duration.ofDays(1);

  private static final String STAND_IN = "stand-in";
  private static final int LISTED_MAX = 12;

  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
  private static final Pattern OWN_NUMBER = Pattern.compile("[0-9*#]{2,20}");
  private static final Pattern LOOKS = Pattern.compile("[\\p{Z}\\p{Cf}\\p{Pd}\\u2212()./]");

  private static final Kind<String> NAME = Kind.text(1, NAME_LENGTH_MAX);
  private static final Kind<Boolean> YES_OR_NO = Kind.bool();
  private static final Kind<Integer> PROFICIENCY = Kind.whole(1, FloorPlan.PROFICIENCY_MAX);
  private static final Kind<Duration> RING = Kind.seconds(SHORTEST, RING_MAX);
  private static final Kind<Duration> WAIT = Kind.seconds(Duration.ZERO, WAIT_MAX);
  private static final Kind<String> GROUP = word(Function.identity());
  private static final Kind<String> CURRENCY = Kind.of(
      "a currency as ISO 4217 writes it (EUR)",
      "EUR",
      text -> Currency.of(text).map(Currency::code));
  private static final Kind<OrderState> ORDER_STATE = Kind.oneOf(OrderState.class);
  private static final Kind<Integer> AMOUNT = Kind.whole(1, AMOUNT_MINOR_MAX);

  private static final ObjectWriter WRITER =
      Json.MAPPER.writer().with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final FloorPlan current;
  private final PhoneNumbers phones;
  private final Kind<DepartmentId> department;
  private final Kind<SkillId> skill;
  private final Kind<String> number;
  private final Kind<String> address;

  private FloorDocument(Node.Fields tree, FloorPlan current, PhoneNumbers phones) {
    this.current = current;
    this.phones = phones;
    this.number = Kind.ofWritten(
        "a number in E.164 such as +31201234567, or an internal one of 2 to 20 of 0-9 * #",
        "",
        text -> phone(text).or(() -> ownNumber(text)));
    this.address = Kind.ofWritten(
        "a number in E.164, sip:name@host or client:name, at most " + ADDRESS_LENGTH_MAX
            + " characters long",
        "",
        text -> text.length() > ADDRESS_LENGTH_MAX
            ? Optional.empty()
            : phone(text).or(() -> AgentAddress.read(text)));
    this.department = reference(
        "department",
        DepartmentId::new,
        tree,
        "departments",
        current.departments().stream().map(FloorPlan.Department::id).toList());
    this.skill = reference(
        "skill",
        SkillId::new,
        tree,
        "skills",
        current.skills().stream().map(FloorPlan.Skill::id).toList());
  }

  /**
   * The setup that a document means, or {@link tandem.base.Failure.Invalid} with everything that is
   * wrong.
   *
   * @param source how errors call it: a file name, or empty for the body of a request
   * @param current the floor as it is
   * @param phones gives each number one spelling
   */
  public static FloorSetup read(
      String source, String text, FloorPlan current, PhoneNumbers phones) {
    var errors = new DocumentErrors();
    var tree = DocumentReader.tree(source, text, errors);
    var document = new FloorDocument(tree, current, phones);
    var setup = DocumentReader.read(tree, errors, document::setup);
    errors.failIfAny();
    return setup;
  }

  /** The same document again, whole. */
  public static ObjectNode write(FloorSetup setup) {
    var document = tree(setup.plan());
    document.setAll(tree(setup.catalogues()));
    return document;
  }

  private static ObjectNode tree(Object part) {
    try {
      return (ObjectNode) Json.MAPPER.readTree(WRITER.writeValueAsString(part));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a setup can always be written", e);
    }
  }

  private FloorSetup setup(DocumentReader in) {
    var departments = entries(
        in,
        "departments",
        "id",
        FloorPlan.Department::id,
        it -> new FloorPlan.Department(
            it.required("id", word(DepartmentId::new)), it.required("name", NAME)));
    var skills = entries(
        in,
        "skills",
        "id",
        FloorPlan.Skill::id,
        it ->
            new FloorPlan.Skill(it.required("id", word(SkillId::new)), it.required("name", NAME)));
    var queues = entries(in, "queues", "id", FloorPlan.Queue::id, this::queue);
    var agents = entries(in, "agents", "id", FloorPlan.Agent::id, this::agent);
    var reasons = entries(
        in,
        "reasons",
        "id",
        FloorPlan.Reason::id,
        it -> new FloorPlan.Reason(
            it.required("id", word(ReasonId::new)),
            it.required("name", NAME),
            it.value("paid", YES_OR_NO, true),
            it.value("productive", YES_OR_NO, false),
            it.optional("max_minutes", Kind.whole(1, REASON_MINUTES_MAX))));
    var segments = entries(
        in,
        "segments",
        "id",
        Segment::id,
        it -> new Segment(
            it.required("id", word(SegmentId::new)),
            it.required("name", NAME),
            it.value("head_start", WAIT, Duration.ZERO)));
    var outcomes = entries(
        in,
        "outcomes",
        "id",
        OutcomeKind::id,
        it -> new OutcomeKind(
            it.required("id", word(OutcomeId::new)),
            it.required("name", NAME),
            it.value("resolves", YES_OR_NO, false)));
    var remedies = entries(
        in,
        "remedies",
        "id",
        RemedyKind::id,
        it -> new RemedyKind(
            it.required("id", word(RemedyKindId::new)),
            it.required("name", NAME),
            it.required("exclusion_group", GROUP),
            it.map("most", PARTS_MAX, CURRENCY, AMOUNT),
            it.value("without_item", YES_OR_NO, false),
            Set.copyOf(it.values("order_states", PARTS_MAX, ORDER_STATE))));
    var callQueue = callQueue(queues);
    var numbers = entries(
        in,
        "numbers",
        "number",
        FloorPlan.CalledNumber::number,
        it -> new FloorPlan.CalledNumber(
            it.required("number", number), it.required("queue", callQueue)));
    var plan = new FloorPlan(
        departments,
        skills,
        queues,
        agents,
        reasons,
        numbers,
        in.optional("default_queue", callQueue));
    return new FloorSetup(plan, new Catalogues(segments, outcomes, remedies));
  }

  private FloorPlan.Queue queue(DocumentReader in) {
    return new FloorPlan.Queue(
        in.required("id", word(QueueId::new)),
        in.required("name", NAME),
        in.required("department", department),
        in.value("channel", Kind.oneOf(Channel.class), Channel.CALL),
        in.map("skills", PARTS_MAX, skill, PROFICIENCY),
        in.value("strategy", Kind.oneOf(FloorPlan.Strategy.class), FloorPlan.Strategy.LONGEST_IDLE),
        in.value("head_start", WAIT, Duration.ZERO),
        in.value("ring", RING, Duration.ofSeconds(20)),
        in.value("wrap_up", WAIT, Duration.ofSeconds(60)),
        in.value("short_abandon", WAIT, Duration.ofSeconds(5)),
        in.value("answer_within", WAIT, Duration.ofSeconds(20)),
        in.value("active", YES_OR_NO, true));
  }

  private FloorPlan.Agent agent(DocumentReader in) {
    return new FloorPlan.Agent(
        in.required("id", word(AgentId::new)),
        in.required("name", NAME),
        in.required("department", department),
        in.map("skills", PARTS_MAX, skill, PROFICIENCY),
        in.required("address", address),
        in.value("active", YES_OR_NO, true));
  }

  /** Only queues for calls can be called; a queue of the document goes before one of the floor. */
  private Kind<QueueId> callQueue(List<FloorPlan.Queue> queues) {
    Map<QueueId, FloorPlan.Queue> known = new HashMap<>();
    current.queues().forEach(queue -> known.put(queue.id(), queue));
    queues.forEach(queue -> known.put(queue.id(), queue));
    return among(
        "queue for calls",
        known.values().stream()
            .filter(queue -> queue.channel() == Channel.CALL)
            .map(FloorPlan.Queue::id)
            .filter(id -> !id.value().equals(STAND_IN))
            .toList(),
        new QueueId(STAND_IN));
  }

  /** A list of parts, no two of which have the same name. */
  private static <T> List<T> entries(
      DocumentReader in,
      String list,
      String key,
      Function<T, Object> id,
      Function<DocumentReader, T> shape) {
    Map<String, Integer> lines = new HashMap<>();
    return in.list(list, list.equals("agents") ? AGENTS_MAX : PARTS_MAX, it -> {
      var part = shape.apply(it);
      var name = id.apply(part).toString();
      if (!name.isEmpty() && !name.equals(STAND_IN)) {
        var earlier = lines.putIfAbsent(name, it.place(key).line());
        if (earlier != null) {
          it.errors()
              .add(it.place(key), "\"" + name + "\" is given twice: first in line " + earlier);
        }
      }
      return part;
    });
  }

  private static <T> Kind<T> word(Function<String, T> make) {
    return Kind.ofWritten(
        "1 to " + Id.WORD_LENGTH_MAX + " of a-z 0-9 _ . - and begin with a letter or digit",
        make.apply(STAND_IN),
        text -> matching(Id.WORD, text).map(make));
  }

  /** Something that this document or the floor names. */
  private static <T extends Id<String>> Kind<T> reference(
      String what, Function<String, T> make, Node.Fields tree, String list, Collection<T> current) {
    Map<String, T> known = new TreeMap<>();
    current.forEach(id -> known.put(id.value(), id));
    var field = tree.fields().get(list);
    if (field != null && field.value() instanceof Node.Items items) {
      for (var item : items.items()) {
        idOf(item).ifPresent(id -> known.put(id, make.apply(id)));
      }
    }
    return among(what, known.values(), make.apply(STAND_IN));
  }

  private static Optional<String> idOf(Node item) {
    var id = item instanceof Node.Fields entry ? entry.fields().get("id") : null;
    if (id == null) {
      return Optional.empty();
    }
    return switch (id.value()) {
      case Node.Text text -> matching(Id.WORD, text.text());
      case Node.Figure figure -> matching(Id.WORD, figure.text());
      default -> Optional.empty();
    };
  }

  private static <T extends Id<String>> Kind<T> among(String what, Collection<T> ids, T standIn) {
    Map<String, T> words = new TreeMap<>();
    ids.forEach(id -> words.put(id.value(), id));
    var listed = words.size() > LISTED_MAX
        ? words.size() + " of them"
        : words.isEmpty() ? "there is none" : String.join(", ", words.keySet());
    return Kind.among(
        "a " + what + " of this document or the floor (" + listed + ")", words, standIn);
  }

  /** The number in E.164, without spaces and without the zero that callers from abroad omit. */
  private Optional<String> phone(String text) {
    return matching(E164, LOOKS.matcher(text).replaceAll("")).flatMap(_ -> phones.e164(text));
  }

  /** The number in E.164 if it is one of the country, else as it is dialled. */
  private Optional<String> ownNumber(String text) {
    return matching(OWN_NUMBER, LOOKS.matcher(text).replaceAll("")).map(phones::called);
  }

  private static Optional<String> matching(Pattern pattern, String text) {
    return pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }
}
