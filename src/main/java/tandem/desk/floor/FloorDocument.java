package tandem.desk.floor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.OutcomeId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.RemedyKindId;
import tandem.base.SegmentId;
import tandem.base.SkillId;
import tandem.cases.OutcomeKind;
import tandem.cases.RemedyKind;
import tandem.conversations.Site;
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

  private static final ObjectWriter WRITER =
      Json.MAPPER.writer().with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final FloorPlan current;
  private final Kind<DepartmentId> department;
  private final Kind<SkillId> skill;
  private final Kind<String> number;
  private final Kind<String> address;

  /** The channel terms of the floor, with this document's changes. */
  private final Map<Channel, FloorPlan.ChannelTerms> terms = new EnumMap<>(Channel.class);

  /** Queues whose channel is misspelt: they may be for any. */
  private final Set<QueueId> ofNoChannel = new HashSet<>();

  private FloorDocument(Node.Fields tree, FloorPlan current, PhoneNumbers phones) {
    this.current = current;
    current.allChannels().forEach(known -> terms.put(known.channel(), known));
    this.number = FloorKinds.number(phones);
    this.address = FloorKinds.address(phones);
    this.department = FloorKinds.reference(
        "department",
        DepartmentId::new,
        tree,
        "departments",
        current.departments().stream().map(FloorPlan.Department::id).toList());
    this.skill = FloorKinds.reference(
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
    var channels = entries(
            in,
            "channels",
            "channel",
            terms -> terms.map(known -> known.channel().word()).orElse(""),
            FloorDocument::channel)
        .stream()
        .flatMap(Optional::stream)
        .toList();
    channels.forEach(terms -> this.terms.put(terms.channel(), terms));
    var departments = entries(
        in,
        "departments",
        "id",
        FloorPlan.Department::id,
        it -> new FloorPlan.Department(
            it.required("id", FloorKinds.word(DepartmentId::new)),
            it.required("name", FloorKinds.NAME)));
    var skills = entries(
        in,
        "skills",
        "id",
        FloorPlan.Skill::id,
        it -> new FloorPlan.Skill(
            it.required("id", FloorKinds.word(SkillId::new)),
            it.required("name", FloorKinds.NAME)));
    var queues = entries(in, "queues", "id", FloorPlan.Queue::id, this::queue);
    var agents = entries(in, "agents", "id", FloorPlan.Agent::id, this::agent);
    var reasons = entries(
        in,
        "reasons",
        "id",
        FloorPlan.Reason::id,
        it -> new FloorPlan.Reason(
            it.required("id", FloorKinds.word(ReasonId::new)),
            it.required("name", FloorKinds.NAME),
            it.value("paid", FloorKinds.YES_OR_NO, true),
            it.value("productive", FloorKinds.YES_OR_NO, false),
            it.optional("max_minutes", Kind.whole(1, REASON_MINUTES_MAX))));
    var segments = entries(
        in,
        "segments",
        "id",
        Segment::id,
        it -> new Segment(
            it.required("id", FloorKinds.word(SegmentId::new)),
            it.required("name", FloorKinds.NAME),
            it.value("head_start", FloorKinds.WAIT, Duration.ZERO)));
    var outcomes = entries(
        in,
        "outcomes",
        "id",
        OutcomeKind::id,
        it -> new OutcomeKind(
            it.required("id", FloorKinds.word(OutcomeId::new)),
            it.required("name", FloorKinds.NAME),
            it.value("resolves", FloorKinds.YES_OR_NO, false)));
    var remedies = entries(
        in,
        "remedies",
        "id",
        RemedyKind::id,
        it -> new RemedyKind(
            it.required("id", FloorKinds.word(RemedyKindId::new)),
            it.required("name", FloorKinds.NAME),
            it.required("exclusion_group", FloorKinds.GROUP),
            it.map("most", PARTS_MAX, FloorKinds.CURRENCY, FloorKinds.AMOUNT),
            it.value("without_item", FloorKinds.YES_OR_NO, false),
            Set.copyOf(it.values("order_states", PARTS_MAX, FloorKinds.ORDER_STATE)),
            it.optional(
                    "revoke_within", Kind.whole(0, (int) RemedyKind.REVOKE_WITHIN_MAX.toSeconds()))
                .map(Duration::ofSeconds)
                .orElse(RemedyKind.REVOKE_WITHIN),
            it.map("customer_most", PARTS_MAX, FloorKinds.CURRENCY, FloorKinds.AMOUNT),
            it.value(
                "customer_days",
                Kind.whole(1, RemedyKind.CUSTOMER_DAYS_MAX),
                RemedyKind.CUSTOMER_DAYS)));
    var sites = entries(in, "sites", "id", Site::id, FloorDocument::site);
    var plan = new FloorPlan(
        channels,
        departments,
        skills,
        queues,
        agents,
        reasons,
        entrances(in, queues),
        in.optional("default_queue", queueFor(Channel.CALL, queues)));
    return new FloorSetup(plan, new Catalogues(segments, outcomes, remedies, sites));
  }

  /** Reads a site whose pages have the chat widget. */
  private static Site site(DocumentReader in) {
    return new Site(
        in.required("id", FloorKinds.GROUP),
        in.required("name", FloorKinds.NAME),
        in.optionalValues("origins", Site.ORIGINS_MAX, FloorKinds.ORIGIN).orElse(List.of()),
        in.value("greeting", FloorKinds.GREETING, ""),
        in.value("zone", FloorKinds.ZONE, "UTC"),
        in.list("hours", Site.HOURS_MAX, FloorDocument::hours).stream()
            .flatMap(Optional::stream)
            .toList(),
        in.optionalValues("holidays", Site.HOLIDAYS_MAX, FloorKinds.DATE).orElse(List.of()),
        in.value("mailbox", FloorKinds.MAILBOX, ""),
        in.value("left_after", FloorKinds.LEFT_AFTER, Site.LEFT_AFTER));
  }

  private static Optional<Site.Hours> hours(DocumentReader in) {
    var days = in.values("days", Site.Day.values().length, Kind.oneOf(Site.Day.class));
    var from = in.required("from", FloorKinds.TIME);
    var to = in.required("to", FloorKinds.TIME);
    if (days.isEmpty()) {
      in.errors().add(in.place("days"), "days is missing: must be one or more days of the week");
    }
    try {
      return Optional.of(new Site.Hours(days, from, to));
    } catch (Failure.Invalid no) {
      no.errors().forEach(error -> in.errors().add(in.place("to"), error));
      return Optional.empty();
    }
  }

  /** Reads channel terms; missing keys take the defaults of the channel. */
  private static Optional<FloorPlan.ChannelTerms> channel(DocumentReader in) {
    var channel = in.required("channel", FloorKinds.CHANNEL);
    var slots = in.optional("slots", FloorKinds.SLOTS);
    var blocks = in.optionalValues("blocks", PARTS_MAX, FloorKinds.CHANNEL);
    var link = in.optional("link", Kind.oneOf(FloorPlan.Link.class));
    var customer = in.optional("customer", Kind.oneOf(FloorPlan.Customer.class));
    return channel.map(FloorPlan.EMPTY::terms).map(standard -> {
      try {
        Telephony.check(
            standard.channel(), link.orElse(standard.link()), customer.orElse(standard.customer()));
        return new FloorPlan.ChannelTerms(
            standard.channel(),
            slots.orElse(standard.slots()),
            blocks.map(FloorDocument::known).orElse(standard.blocks()),
            link.orElse(standard.link()),
            customer.orElse(standard.customer()));
      } catch (Failure.Invalid no) {
        no.errors().forEach(error -> in.errors().add(in.place("channel"), error));
        return standard;
      }
    });
  }

  private static Set<Channel> known(List<Optional<Channel>> written) {
    return written.stream().flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
  }

  /** Reads our numbers, sites, mailboxes and accounts; also the numbers of older documents. */
  private List<FloorPlan.Entrance> entrances(DocumentReader in, List<FloorPlan.Queue> queues) {
    Map<Channel, Kind<QueueId>> queuesFor = new EnumMap<>(Channel.class);
    for (var channel : Channel.values()) {
      queuesFor.put(channel, queueFor(channel, queues));
    }
    var anyQueue =
        FloorKinds.among("queue", queuesNamed(queues, _ -> true), new QueueId(FloorKinds.STAND_IN));
    var entrances = new ArrayList<>(entries(
            in,
            "entrances",
            "address",
            entrance -> entrance
                .filter(read -> !read.address().isEmpty())
                .map(FloorPlan.Entrance::place)
                .orElse(""),
            it -> entrance(it, queuesFor, anyQueue))
        .stream()
        .flatMap(Optional::stream)
        .toList());
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

  private Optional<FloorPlan.Entrance> entrance(
      DocumentReader in, Map<Channel, Kind<QueueId>> queuesFor, Kind<QueueId> anyQueue) {
    var channel = in.value("channel", FloorKinds.CHANNEL, Optional.of(Channel.CALL));
    var address = in.required(
        "address", channel.equals(Optional.of(Channel.CALL)) ? number : FloorKinds.PLACE);
    var queue = in.required(
        "queue", channel.map(one -> Objects.requireNonNull(queuesFor.get(one))).orElse(anyQueue));
    return channel.map(one -> new FloorPlan.Entrance(one, address, queue));
  }

  private FloorPlan.Queue queue(DocumentReader in) {
    var id = in.required("id", FloorKinds.word(QueueId::new));
    var name = in.required("name", FloorKinds.NAME);
    var of = in.required("department", department);
    var channel = in.value("channel", FloorKinds.CHANNEL, Optional.of(Channel.CALL));
    if (channel.isEmpty()) {
      ofNoChannel.add(id);
    }
    return new FloorPlan.Queue(
        id,
        name,
        of,
        channel.orElse(Channel.CALL),
        in.map("skills", PARTS_MAX, skill, FloorKinds.PROFICIENCY),
        in.value("strategy", Kind.oneOf(FloorPlan.Strategy.class), FloorPlan.Strategy.LONGEST_IDLE),
        in.value("head_start", FloorKinds.WAIT, Duration.ZERO),
        offerTimeout(in),
        in.value("wrap_up", FloorKinds.WAIT, Duration.ofSeconds(60)),
        in.value("short_abandon", FloorKinds.WAIT, Duration.ofSeconds(5)),
        in.value("answer_within", FloorKinds.WAIT, Duration.ofSeconds(20)),
        in.optional("prefer_last_agent", FloorKinds.WAIT),
        in.value("active", FloorKinds.YES_OR_NO, true));
  }

  private static Duration offerTimeout(DocumentReader in) {
    var timeout = in.optional("offer_timeout", FloorKinds.OFFER_TIMEOUT);
    var old = in.optional("ring", FloorKinds.OFFER_TIMEOUT);
    if (old.isPresent() && timeout.isPresent()) {
      in.errors().add(in.place("ring"), "is the old name of offer_timeout, which is given too");
    } else if (old.isPresent()) {
      in.errors().warn(in.place("ring"), "is an old name: write offer_timeout");
    }
    return timeout.or(() -> old).orElse(Duration.ofSeconds(20));
  }

  private FloorPlan.Agent agent(DocumentReader in) {
    var written = in.values("channels", PARTS_MAX, FloorKinds.CHANNEL);
    var isBridged = terms.values().stream()
        .filter(terms -> terms.link() == FloorPlan.Link.BRIDGED)
        .anyMatch(terms -> written.isEmpty() || written.contains(Optional.of(terms.channel())));
    // with a misspelt one among them, nobody knows which the agent does not take
    var isKnown = !written.contains(Optional.empty());
    var channels = isKnown ? known(written) : Set.<Channel>of();
    var id = in.required("id", FloorKinds.word(AgentId::new));
    var name = in.required("name", FloorKinds.NAME);
    var of = in.required("department", department);
    var skills = in.map("skills", PARTS_MAX, skill, FloorKinds.PROFICIENCY);
    var slots = slots(in, channels);
    var reached =
        isBridged ? Optional.of(in.required("address", address)) : in.optional("address", address);
    var active = in.value("active", FloorKinds.YES_OR_NO, true);
    return isKnown
        ? new FloorPlan.Agent(id, name, of, skills, channels, slots, reached, active)
        : new FloorPlan.Agent(
            id, name, of, skills, Set.of(Channel.CHAT), Map.of(), reached, active);
  }

  /** Reads the slots of an agent that differ from the channel terms. */
  private Map<Channel, Integer> slots(DocumentReader in, Set<Channel> channels) {
    var slots = new EnumMap<Channel, Integer>(Channel.class);
    in.map("slots", PARTS_MAX, FloorKinds.CHANNEL, FloorKinds.SLOTS).forEach((written, count) -> {
      if (written.isEmpty()) {
        return;
      }
      var channel = written.get();
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
    return FloorKinds.among(
        "queue for " + channel.word() + "s",
        queuesNamed(
            queues, queue -> queue.channel() == channel || ofNoChannel.contains(queue.id())),
        new QueueId(FloorKinds.STAND_IN));
  }

  private List<QueueId> queuesNamed(
      List<FloorPlan.Queue> queues, Predicate<FloorPlan.Queue> fitting) {
    Map<QueueId, FloorPlan.Queue> known = new HashMap<>();
    current.queues().forEach(queue -> known.put(queue.id(), queue));
    queues.forEach(queue -> known.put(queue.id(), queue));
    return known.values().stream()
        .filter(fitting)
        .map(FloorPlan.Queue::id)
        .filter(id -> !id.value().equals(FloorKinds.STAND_IN))
        .toList();
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
      if (!name.isEmpty() && !name.equals(FloorKinds.STAND_IN)) {
        var earlier = lines.putIfAbsent(name, it.place(key).line());
        if (earlier != null) {
          it.errors()
              .add(it.place(key), "\"" + name + "\" is given twice: first in line " + earlier);
        }
      }
      return part;
    });
  }
}
