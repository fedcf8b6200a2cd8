package tandem.desk.floor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.Currency;
import tandem.base.DepartmentId;
import tandem.base.Failure;
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
 * The reading and writing of floor documents: from YAML or JSON to a set-up, with the line of every
 * error, and from a set-up to JSON. A document may contain only some parts; it may refer to parts
 * that the floor already has. A missing key of an entry takes its default, not its present value.
 */
public final class FloorDocument {

  public static final int PARTS_MAX = 2_000;
  public static final int AGENTS_MAX = 20_000;
  public static final int NAME_LENGTH_MAX = 100;
  public static final int ADDRESS_LENGTH_MAX = 200;
  public static final int REASON_MINUTES_MAX = 1_440;
  public static final int AMOUNT_MINOR_MAX = 100_000_000;

  /** The shortest duration, for a day that is replayed a thousand times faster. */
  public static final Duration SHORTEST = Duration.ofMillis(1);

  public static final Duration OFFER_TIMEOUT_MAX = Duration.ofMinutes(10);
  public static final Duration WAIT_MAX = Duration.ofDays(1);

  private static final String STAND_IN = "stand-in";
  private static final int LISTED_MAX = 12;

  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
  private static final Pattern OWN_NUMBER = Pattern.compile("[0-9*#]{2,20}");
  private static final Pattern LOOKS = Pattern.compile("[\\p{Z}\\p{Cf}\\p{Pd}\\u2212()./]");

  private static final Kind<String> NAME = Kind.text(1, NAME_LENGTH_MAX);
  private static final Kind<Boolean> YES_OR_NO = Kind.bool();
  private static final Kind<Integer> PROFICIENCY = Kind.whole(1, FloorPlan.PROFICIENCY_MAX);
  private static final Kind<Duration> OFFER_TIMEOUT = Kind.seconds(SHORTEST, OFFER_TIMEOUT_MAX);
  private static final Kind<Duration> WAIT = Kind.seconds(Duration.ZERO, WAIT_MAX);
  private static final Kind<Channel> CHANNEL = Kind.oneOf(Channel.class);
  private static final Kind<Integer> SLOTS = Kind.whole(1, FloorPlan.ChannelTerms.SLOTS_MAX);
  private static final Kind<String> PLACE = Kind.text(1, ADDRESS_LENGTH_MAX);
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

  /** The channel terms of the floor, with this document's changes. */
  private final Map<Channel, FloorPlan.ChannelTerms> terms = new EnumMap<>(Channel.class);

  private FloorDocument(Node.Fields tree, FloorPlan current, PhoneNumbers phones) {
    this.current = current;
    this.phones = phones;
    current.allChannels().forEach(known -> terms.put(known.channel(), known));
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
   * Reads a document into a set-up, or throws {@link tandem.base.Failure.Invalid} with all errors.
   *
   * @param source its name in errors: a file name, or empty for the body of a request
   * @param current the present floor
   * @param phones gives each number one spelling
   */
  public static FloorSetup read(
      String source, String text, FloorPlan current, PhoneNumbers phones) {
    return read(source, text, current, phones, _ -> {});
  }

  /**
   * Reads a document.
   *
   * @param warned gets a warning for each key that has a new name
   */
  public static FloorSetup read(
      String source, String text, FloorPlan current, PhoneNumbers phones, Consumer<String> warned) {
    var errors = new DocumentErrors();
    var tree = DocumentReader.tree(source, text, errors);
    var document = new FloorDocument(tree, current, phones);
    var setup = DocumentReader.read(tree, errors, document::setup);
    errors.failIfAny();
    errors.warnings().forEach(warned);
    return setup;
  }

  /** Writes a set-up as a complete document. */
  public static ObjectNode write(FloorSetup setup) {
    var document = tree(setup.plan());
    document.setAll(tree(setup.catalogues()));
    return document;
  }

  private static ObjectNode tree(Object part) {
    try {
      return (ObjectNode) Json.MAPPER.readTree(WRITER.writeValueAsString(part));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a set-up can always be written", e);
    }
  }

  private FloorSetup setup(DocumentReader in) {
    var channels =
        entries(in, "channels", "channel", terms -> terms.channel().word(), FloorDocument::channel);
    channels.forEach(terms -> this.terms.put(terms.channel(), terms));
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
    var plan = new FloorPlan(
        channels,
        departments,
        skills,
        queues,
        agents,
        reasons,
        entrances(in, queues),
        in.optional("default_queue", queueFor(Channel.CALL, queues)));
    return new FloorSetup(plan, new Catalogues(segments, outcomes, remedies));
  }

  /** Reads channel terms; missing keys take the defaults of the channel. */
  private static FloorPlan.ChannelTerms channel(DocumentReader in) {
    var channel = in.required("channel", CHANNEL);
    var standard = FloorPlan.EMPTY.terms(channel);
    var slots = in.value("slots", SLOTS, standard.slots());
    var blocks = in.optionalValues("blocks", PARTS_MAX, CHANNEL);
    var link = in.value("link", Kind.oneOf(FloorPlan.Link.class), standard.link());
    var customer = in.value("customer", Kind.oneOf(FloorPlan.Customer.class), standard.customer());
    try {
      FloorPlan.ChannelTerms.checkUsable(channel, link, customer);
      return new FloorPlan.ChannelTerms(
          channel, slots, blocks.map(Set::copyOf).orElse(standard.blocks()), link, customer);
    } catch (Failure.Invalid no) {
      no.errors().forEach(error -> in.errors().add(in.place("channel"), error));
      return standard;
    }
  }

  /** Reads our numbers, sites, mailboxes and accounts; also the numbers of older documents. */
  private List<FloorPlan.Entrance> entrances(DocumentReader in, List<FloorPlan.Queue> queues) {
    Map<Channel, Kind<QueueId>> queuesFor = new EnumMap<>(Channel.class);
    for (var channel : Channel.values()) {
      queuesFor.put(channel, queueFor(channel, queues));
    }
    var entrances = new ArrayList<>(entries(
        in, "entrances", "address", FloorPlan.Entrance::place, it -> entrance(it, queuesFor)));
    var known = entrances.stream().map(FloorPlan.Entrance::place).collect(Collectors.toSet());
    if (in.node("numbers").isPresent()) {
      in.errors()
          .warn(
              in.place("numbers"),
              "is an old name: write entrances, each with channel call, its address and its queue");
    }
    entries(in, "numbers", "number", FloorPlan.Entrance::address, it -> {
          var entrance = new FloorPlan.Entrance(
              Channel.CALL,
              it.required("number", number),
              it.required("queue", queueFor(Channel.CALL, queues)));
          if (known.contains(entrance.place())) {
            it.errors().add(it.place("number"), "is given among the entrances too");
          }
          return entrance;
        })
        .forEach(entrances::add);
    return entrances;
  }

  private FloorPlan.Entrance entrance(DocumentReader in, Map<Channel, Kind<QueueId>> queuesFor) {
    var channel = in.value("channel", CHANNEL, Channel.CALL);
    return new FloorPlan.Entrance(
        channel,
        in.required("address", channel == Channel.CALL ? number : PLACE),
        in.required("queue", Objects.requireNonNull(queuesFor.get(channel))));
  }

  private FloorPlan.Queue queue(DocumentReader in) {
    return new FloorPlan.Queue(
        in.required("id", word(QueueId::new)),
        in.required("name", NAME),
        in.required("department", department),
        in.value("channel", CHANNEL, Channel.CALL),
        in.map("skills", PARTS_MAX, skill, PROFICIENCY),
        in.value("strategy", Kind.oneOf(FloorPlan.Strategy.class), FloorPlan.Strategy.LONGEST_IDLE),
        in.value("head_start", WAIT, Duration.ZERO),
        offerTimeout(in),
        in.value("wrap_up", WAIT, Duration.ofSeconds(60)),
        in.value("short_abandon", WAIT, Duration.ofSeconds(5)),
        in.value("answer_within", WAIT, Duration.ofSeconds(20)),
        in.value("active", YES_OR_NO, true));
  }

  private static Duration offerTimeout(DocumentReader in) {
    var timeout = in.optional("offer_timeout", OFFER_TIMEOUT);
    var old = in.optional("ring", OFFER_TIMEOUT);
    if (old.isPresent() && timeout.isPresent()) {
      in.errors().add(in.place("ring"), "is the old name of offer_timeout, which is given too");
    } else if (old.isPresent()) {
      in.errors().warn(in.place("ring"), "is an old name: write offer_timeout");
    }
    return timeout.or(() -> old).orElse(Duration.ofSeconds(20));
  }

  private FloorPlan.Agent agent(DocumentReader in) {
    var channels = Set.copyOf(in.values("channels", PARTS_MAX, CHANNEL));
    var takesCalls = channels.isEmpty() || channels.contains(Channel.CALL);
    var id = in.required("id", word(AgentId::new));
    var name = in.required("name", NAME);
    var of = in.required("department", department);
    var skills = in.map("skills", PARTS_MAX, skill, PROFICIENCY);
    var slots = slots(in, channels);
    var reached =
        takesCalls ? Optional.of(in.required("address", address)) : in.optional("address", address);
    return new FloorPlan.Agent(
        id, name, of, skills, channels, slots, reached, in.value("active", YES_OR_NO, true));
  }

  /** Reads the slots of an agent that differ from the channel terms. */
  private Map<Channel, Integer> slots(DocumentReader in, Set<Channel> channels) {
    var slots = new EnumMap<Channel, Integer>(Channel.class);
    in.map("slots", PARTS_MAX, CHANNEL, SLOTS).forEach((channel, count) -> {
      if (!channels.isEmpty() && !channels.contains(channel)) {
        in.errors()
            .add(in.place("slots"), "names " + channel.word() + ", which the agent does not take");
        return;
      }
      try {
        Objects.requireNonNull(terms.get(channel)).checkSlots(count);
        slots.put(channel, count);
      } catch (Failure.Invalid no) {
        no.errors().forEach(error -> in.errors().add(in.place("slots"), error));
      }
    });
    return slots;
  }

  /**
   * The kind of a reference to a queue of a channel; a queue of the document replaces one of the
   * floor.
   */
  private Kind<QueueId> queueFor(Channel channel, List<FloorPlan.Queue> queues) {
    Map<QueueId, FloorPlan.Queue> known = new HashMap<>();
    current.queues().forEach(queue -> known.put(queue.id(), queue));
    queues.forEach(queue -> known.put(queue.id(), queue));
    return among(
        "queue for " + channel.word() + "s",
        known.values().stream()
            .filter(queue -> queue.channel() == channel)
            .map(FloorPlan.Queue::id)
            .filter(id -> !id.value().equals(STAND_IN))
            .toList(),
        new QueueId(STAND_IN));
  }

  /** Reads a list of parts with unique ids. */
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

  /** The kind of a reference to a part of this document or of the floor. */
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

  /**
   * The number in E.164, without spaces and without the zero that callers from abroad do not dial.
   */
  private Optional<String> phone(String text) {
    return matching(E164, LOOKS.matcher(text).replaceAll("")).flatMap(_ -> phones.e164(text));
  }

  /** Returns the number in E.164 if it is one of the country, else as dialled. */
  private Optional<String> ownNumber(String text) {
    return matching(OWN_NUMBER, LOOKS.matcher(text).replaceAll("")).map(phones::called);
  }

  private static Optional<String> matching(Pattern pattern, String text) {
    return pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }
}
