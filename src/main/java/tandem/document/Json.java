package tandem.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.deser.KeyDeserializers;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.module.SimpleDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.Id;
import tandem.base.OfferId;
import tandem.base.OrderId;
import tandem.base.OrderLineId;
import tandem.base.OutcomeId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.RemedyId;
import tandem.base.RemedyKindId;
import tandem.base.SegmentId;
import tandem.base.SkillId;
import tandem.base.Text;

/**
 * Tandem's form of JSON, in the database and on the wire: snake_case names, ids as their bare
 * value, enums as lower-case words, instants as ISO-8601, durations as seconds (a number), an empty
 * {@code Optional} left out, an absent map or set empty.
 */
public final class Json {

  /** The one mapper; immutable once built. */
  public static final JsonMapper MAPPER = JsonMapper.builder()
      .disable(MapperFeature.AUTO_DETECT_IS_GETTERS) // only the components of records
      .addModule(new JavaTimeModule())
      .addModule(new Jdk8Module())
      .addModule(new Words())
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      // for JSON that was stored before a record had this part
      .withConfigOverride(
          Map.class, map -> map.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
      .withConfigOverride(
          Set.class, set -> set.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
      .defaultPropertyInclusion(JsonInclude.Value.construct(
          JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
      .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
      .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .build();

  private Json() {}

  /** Writes a value of our own; a value that cannot be written is a bug. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON for " + value.getClass(), e);
    }
  }

  /** Reads text that we wrote ourselves; text that cannot be read is a bug. */
  public static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no " + type.getSimpleName() + " in stored JSON", e);
    }
  }

  /** Reads JSON from outside, of any form; an exception tells that it is none. */
  public static JsonNode tree(String text) throws JsonProcessingException {
    return tree(text, MAPPER.reader());
  }

  /**
   * The same with a reader of its own settings. Jackson's own exception for an exponent that no
   * number has is one that only a bug should throw.
   */
  public static JsonNode tree(String text, ObjectReader reader) throws JsonProcessingException {
    try {
      return reader.readTree(text);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new JsonParseException(null, "a number beyond all numbers", e);
    }
  }

  /** Returns a copy of a tree in which every text is storable, as {@link Text#written} makes it. */
  public static JsonNode storable(JsonNode tree) {
    return switch (tree) {
      case TextNode text -> TextNode.valueOf(Text.written(text.textValue()));
      case ArrayNode list -> {
        var copy = MAPPER.createArrayNode();
        list.forEach(item -> copy.add(storable(item)));
        yield copy;
      }
      case ObjectNode object -> {
        var copy = MAPPER.createObjectNode();
        object
            .properties()
            .forEach(part -> copy.set(Text.written(part.getKey()), storable(part.getValue())));
        yield copy;
      }
      default -> tree;
    };
  }

  /** The JSON form of our own types. */
  private static final class Words extends SimpleModule {
    private static final long serialVersionUID = 1L;

    Words() {
      addSerializer(Duration.class, new SecondsWriter());
      addDeserializer(Duration.class, new SecondsReader());
      addDeserializer(Instant.class, new TimeReader());
      addSerializer(OfferId.class, new OfferIdWriter());
      addDeserializer(OfferId.class, new OfferIdReader());
    }

    @Override
    public void setupModule(SetupContext context) {
      super.setupModule(context);
      context.insertAnnotationIntrospector(new Alternatives());
      var writers = new com.fasterxml.jackson.databind.module.SimpleSerializers();
      writers.addSerializer(new IdWriter());
      writers.addSerializer(new EnumWriter());
      context.addSerializers(writers);
      var keys = new com.fasterxml.jackson.databind.module.SimpleSerializers();
      keys.addSerializer(new IdKeyWriter());
      keys.addSerializer(new EnumKeyWriter());
      context.addKeySerializers(keys);
      context.addDeserializers(new WordReaders());
      context.addKeyDeserializers(new WordKeyReaders());
    }
  }

  /** {@code OfferClosed} is {@code offer_closed}, unless the record has a {@link JsonTypeName}. */
  public static String kind(Class<?> alternative) {
    return KINDS.get(alternative);
  }

  private static final ClassValue<String> KINDS = new ClassValue<>() {
    @Override
    protected String computeValue(Class<?> alternative) {
      var named = alternative.getAnnotation(JsonTypeName.class);
      return named != null ? named.value() : words(alternative.getSimpleName());
    }

    private static String words(String name) {
      return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
  };

  /** Distinguishes the records of a sealed interface by a {@code kind}. */
  private static final class Alternatives extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable TypeResolverBuilder<?> findTypeResolver(
        MapperConfig<?> config, AnnotatedClass type, JavaType base) {
      if (!isAlternative(type.getRawType())) {
        return null;
      }
      var resolver = new StdTypeResolverBuilder()
          .init(JsonTypeInfo.Id.NAME, null)
          .inclusion(JsonTypeInfo.As.PROPERTY)
          .typeProperty("kind");
      // without a kind when the expected type is one alternative
      return type.getRawType().isRecord() ? resolver.defaultImpl(type.getRawType()) : resolver;
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated type) {
      var raw = type.getRawType();
      return raw.isSealed() && isAlternative(raw)
          ? Arrays.stream(raw.getPermittedSubclasses())
              .map(c -> c.isRecord() ? new NamedType(c, kind(c)) : new NamedType(c))
              .toList()
          : null;
    }

    @Override
    public @Nullable String findTypeName(AnnotatedClass type) {
      return type.getRawType().isRecord() && isAlternative(type.getRawType())
          ? kind(type.getRawType())
          : null;
    }

    private static boolean isAlternative(Class<?> type) {
      return type.getName().startsWith("tandem.")
          && !Id.class.isAssignableFrom(type)
          && ((type.isInterface() && type.isSealed())
              || (type.isRecord()
                  && Arrays.stream(type.getInterfaces()).anyMatch(Alternatives::isAlternative)));
    }
  }

  @SuppressWarnings("rawtypes")
  private static final class IdWriter extends JsonSerializer<Id> {
    @Override
    public Class<Id> handledType() {
      return Id.class;
    }

    @Override
    public void serialize(Id id, JsonGenerator out, SerializerProvider context) throws IOException {
      out.writeString(id.value().toString());
    }
  }

  @SuppressWarnings("rawtypes")
  private static final class IdKeyWriter extends JsonSerializer<Id> {
    @Override
    public Class<Id> handledType() {
      return Id.class;
    }

    @Override
    public void serialize(Id id, JsonGenerator out, SerializerProvider context) throws IOException {
      out.writeFieldName(id.value().toString());
    }
  }

  /** The words of an enum's constants. */
  private static final ClassValue<Map<Object, SerializableString>> WORDS = new ClassValue<>() {
    @Override
    protected Map<Object, SerializableString> computeValue(Class<?> type) {
      return Arrays.stream(type.getEnumConstants())
          .collect(Collectors.toUnmodifiableMap(
              constant -> constant, constant -> new SerializedString(word((Enum<?>) constant))));
    }
  };

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static SerializableString wordOf(Enum<?> constant) {
    return Objects.requireNonNull(WORDS.get(constant.getDeclaringClass()).get(constant));
  }

  @SuppressWarnings("rawtypes")
  private static final class EnumWriter extends JsonSerializer<Enum> {
    @Override
    public Class<Enum> handledType() {
      return Enum.class;
    }

    @Override
    public void serialize(Enum word, JsonGenerator out, SerializerProvider context)
        throws IOException {
      out.writeString(wordOf(word));
    }
  }

  @SuppressWarnings("rawtypes")
  private static final class EnumKeyWriter extends JsonSerializer<Enum> {
    @Override
    public Class<Enum> handledType() {
      return Enum.class;
    }

    @Override
    public void serialize(Enum word, JsonGenerator out, SerializerProvider context)
        throws IOException {
      out.writeFieldName(wordOf(word));
    }
  }

  private static final class WordReaders extends SimpleDeserializers implements Deserializers {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable JsonDeserializer<?> findBeanDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription bean) {
      return Id.class.isAssignableFrom(type.getRawClass()) && type.isConcrete()
          ? new WordReader(type.getRawClass())
          : null;
    }

    @Override
    public @Nullable JsonDeserializer<?> findEnumDeserializer(
        Class<?> type, DeserializationConfig config, BeanDescription bean) {
      return type.getName().startsWith("tandem.") ? new WordReader(type) : null;
    }
  }

  private static final class WordKeyReaders implements KeyDeserializers {
    @Override
    public @Nullable KeyDeserializer findKeyDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription bean) {
      if (!Id.class.isAssignableFrom(type.getRawClass())) {
        return null;
      }
      var word = word(type.getRawClass());
      return new KeyDeserializer() {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
          return word.apply(key);
        }
      };
    }
  }

  private static final class WordReader extends JsonDeserializer<Object> {
    private final Function<String, Object> word;

    WordReader(Class<?> type) {
      this.word = word(type);
    }

    @Override
    public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return word.apply(in.getText());
    }
  }

  /**
   * The reading of an id or an enum constant from its word; {@link Failure.Invalid} names what is
   * allowed.
   */
  private static Function<String, Object> word(Class<?> type) {
    return type.isEnum() ? constant(type) : id(type);
  }

  private static Function<String, Object> constant(Class<?> type) {
    var constants = new LinkedHashMap<String, Object>();
    for (var constant : type.getEnumConstants()) {
      constants.put(word((Enum<?>) constant), constant);
    }
    return text -> Optional.ofNullable(constants.get(text))
        .orElseThrow(
            () -> new Failure.Invalid("must be one of " + String.join(", ", constants.keySet())));
  }

  private static final Map<Class<?>, Function<UUID, Object>> NUMBERS = Map.of(
      ConversationId.class, ConversationId::new,
      CaseId.class, CaseId::new,
      ContactId.class, ContactId::new,
      CustomerId.class, CustomerId::new,
      OrderId.class, OrderId::new,
      OrderLineId.class, OrderLineId::new,
      RemedyId.class, RemedyId::new);

  private static final Map<Class<?>, Function<String, Object>> NAMES = Map.of(
      AgentId.class, AgentId::new,
      DepartmentId.class, DepartmentId::new,
      OutcomeId.class, OutcomeId::new,
      QueueId.class, QueueId::new,
      ReasonId.class, ReasonId::new,
      RemedyKindId.class, RemedyKindId::new,
      SegmentId.class, SegmentId::new,
      SkillId.class, SkillId::new);

  private static Function<String, Object> id(Class<?> type) {
    var number = NUMBERS.get(type);
    if (number != null) {
      return text -> number.apply(uuid(text));
    }
    var name = NAMES.get(type);
    if (name == null) {
      throw new IllegalStateException(type + " is not among the ids that JSON reads");
    }
    return name;
  }

  private static UUID uuid(String text) {
    return Id.uuid(text).orElseThrow(() -> new Failure.Invalid("must be a UUID"));
  }

  /** Reads a time with its zone; the seconds may be left out. */
  static Instant time(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static final class TimeReader extends JsonDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      var text = in.getText();
      try {
        return time(in.hasToken(JsonToken.VALUE_STRING) ? text : "");
      } catch (DateTimeException e) {
        throw context.weirdStringException(text, Instant.class, "not a time with its zone");
      }
    }
  }

  private static final class SecondsWriter extends JsonSerializer<Duration> {
    @Override
    public void serialize(Duration duration, JsonGenerator out, SerializerProvider context)
        throws IOException {
      out.writeNumber(BigDecimal.valueOf(duration.getSeconds())
          .add(BigDecimal.valueOf(duration.getNano(), 9))
          .stripTrailingZeros()
          .toPlainString());
    }
  }

  private static final class SecondsReader extends JsonDeserializer<Duration> {
    private static final int PLACES_MAX = OutsideJson.EXPONENT_MAX;

    @Override
    public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
      var seconds = in.getDecimalValue();
      // a number such as 1e999999999 is short, and would be a billion digits as a whole number
      if (Math.abs((long) seconds.scale()) > PLACES_MAX) {
        throw new ArithmeticException("more places than a number of seconds has");
      }
      var whole = seconds.toBigInteger().longValueExact();
      return Duration.ofSeconds(
          whole, seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue());
    }
  }

  private static final class OfferIdWriter extends JsonSerializer<OfferId> {
    @Override
    public void serialize(OfferId offer, JsonGenerator out, SerializerProvider context)
        throws IOException {
      out.writeString(offer.toString());
    }
  }

  private static final class OfferIdReader extends JsonDeserializer<OfferId> {
    @Override
    public OfferId deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return OfferId.parse(in.getText());
    }
  }
}
