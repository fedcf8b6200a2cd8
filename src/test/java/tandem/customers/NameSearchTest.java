package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlConnection;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.storage.TestDatabase;

/** The search finds customers by name, in any script and spelling. */
@ExtendWith(VertxExtension.class)
class NameSearchTest {

  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NINE);

  private static final List<String> NAMES_OF_MANY_SCRIPTS = List.of(
      // Latin
      "José Müller-Lüdenscheidt",
      "Łukasz Żółć",
      "Søren Ørsted",
      "Đorđe Đoković",
      "Ægir Þórðarson",
      "Straße GmbH",
      "STRAẞE",
      "İsmail Işık",
      "Nguyễn Thị Ánh",
      "Ơn Ưng",
      "Ħal Għargħur",
      "Əliyev Ƒ",
      "Oʻzbekiston",
      "Dvořák & synové s.r.o.",
      "ﬁnanz ﬀ Ⅳ",
      "Ｆｕｌｌｗｉｄｔｈ １２３",
      // Greek
      "Ὀδυσσεὺς ΟΔΟΣ ὁδός",
      "Γιώργος Παπαδόπουλος ᾳ",
      // Cyrillic
      "Фёдор Достоевский",
      "Київ Їжакевич",
      "Қазақстан Ґалаґан",
      // Armenian, Georgian, Cherokee
      "Հայկ Եւրոպա և որդիներ",
      "გიორგი ბერიძე",
      "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
      // Hebrew, Arabic, Syriac, Thaana
      "שָׁלוֹם כֹּהֵן",
      "مُحَمَّد العربيّ",
      "محـــمد ﻋﻠﻲ",
      "ܝܘܣܦ ܐܦܪܝܡ",
      "ދިވެހި",
      // Devanagari, Bengali, Gurmukhi, Gujarati, Tamil, Telugu, Kannada, Malayalam, Sinhala
      "हिन्दी ज़िंदगी प्रसाद कुमार",
      "বাংলা ব্যাংক",
      "ਪੰਜਾਬੀ",
      "ગુજરાતી",
      "தமிழ் நாடு",
      "తెలుగు",
      "ಕನ್ನಡ",
      "മലയാളം",
      "සිංහල ශ්‍රී",
      // Thai, Lao, Khmer, Myanmar, Tibetan
      "สมชาย น้ำใจ",
      "ສະບາຍດີ",
      "ភាសាខ្មែរ",
      "မြန်မာ",
      "བོད་ཡིག",
      // Ethiopic, Mongolian, Tifinagh, N'Ko
      "አማርኛ",
      "ᠮᠣᠩᠭᠣᠯ",
      "ⵜⴰⵎⴰⵣⵉⵖⵜ",
      "ߒߞߏ",
      // Chinese, Japanese, Korean
      "王小明",
      "李",
      "株式会社ガイドブック",
      "ﾊﾟﾅｿﾆｯｸ",
      "がぎぐ",
      "김철수",
      "삼성전자㈜",
      // beyond the first plane
      "𐐀𐐲𐑌",
      "𠮷野家",
      "𝓕𝓪𝓷𝓬𝔂",
      // digits of several scripts
      "Studio ٣٤",
      "Haus २१");

  private static final List<String> NAMES_WITH_PUNCTUATION = List.of(
      "Bol.com BV",
      "E.ON",
      "J.P. Morgan",
      "S.p.A.",
      "foo/bar",
      "O'Brien",
      "O’Neill",
      "D´Angelo",
      "Jean-Luc Picard",
      "AT&T",
      "Procter & Gamble",
      "C++ Builders",
      "3.14 Ltd",
      "1e10",
      "-5",
      "+31 Club",
      "a@b.example",
      "https://example.com/a/b?c=d#e",
      "/usr/local/bin",
      "C:\\Windows",
      "100% Cotton",
      "\"Quoted\" Inc.",
      "'single'",
      "(brackets) [more] {and more}",
      "<b>bold</b>",
      "to_tsquery('x & !y')",
      "a:* | b",
      "the and of",
      "Yahoo!",
      "Toys “Я” Us",
      "2Be3 4U",
      "A1-B2_C3");

  private static final List<String> NAMES_OF_SYMBOLS = List.of(
      "★",
      "!!!",
      "+",
      "?",
      "-",
      "&",
      "\\",
      "'",
      "\"",
      "''",
      "*:*",
      "😀",
      "❤️",
      "👩‍👩‍👧",
      "🇳🇱",
      "§ 5",
      "…",
      "©",
      "“”",
      "\u0301",
      "\u200B",
      "\u00A0",
      "\uE000",
      "\uFFFD",
      "(",
      "|",
      "<->",
      "%");

  /** The marks of these names that have a combining class: most libraries call them accents. */
  private static final String COMBINING =
      "\\u0300-\\u036F\\u05B0-\\u05BD\\u05C1\\u05C2\\u064B-\\u0652\\u093C\\u094D\\u09BC\\u09CD\\u0A3C\\u0A4D"
          + "\\u0ABC\\u0ACD\\u0BCD\\u0C4D\\u0CCD\\u0D4D\\u0DCA\\u0E38-\\u0E3A\\u0E48-\\u0E4B\\u0EB8\\u0EB9\\u0EC8-\\u0ECB"
          + "\\u0F71\\u0F72\\u0F74\\u0F7A-\\u0F7D\\u1037\\u1039\\u103A\\u17D2\\u18A9\\u3099\\u309A";

  private static Vertx vertx;

  private final PhoneNumbers phones = new PhoneNumbers("NL");
  private final Ids ids = new Ids(CLOCK, new Random(7));
  private final Customers customers = new Customers(CLOCK, ids, phones);

  @AutoClose
  private final TestDatabase database = TestDatabase.fresh(vertx);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @Test
  void names_of_thirty_scripts_are_found_by_themselves_and_however_they_are_written() {
    var scripts = new TreeSet<Character.UnicodeScript>();
    NAMES_OF_MANY_SCRIPTS.forEach(name -> name.codePoints()
        .filter(Character::isLetter)
        .forEach(c -> scripts.add(Character.UnicodeScript.of(c))));
    assertThat(scripts).hasSizeGreaterThanOrEqualTo(30);

    assertAllAreFound(NAMES_OF_MANY_SCRIPTS, NameSearchTest::typed);
  }

  @Test
  void names_with_punctuation_are_found_by_themselves_and_however_they_are_written() {
    assertAllAreFound(NAMES_WITH_PUNCTUATION, NameSearchTest::typed);
  }

  @Test
  void names_of_nothing_but_symbols_are_found_by_themselves() {
    assertAllAreFound(NAMES_OF_SYMBOLS, name -> set(name, nfd(name)));
  }

  @Test
  void any_name_of_random_characters_is_found_by_itself() {
    var random = new Random(6);
    var names = new LinkedHashSet<String>();
    while (names.size() < 3_000) {
      var name = randomName(random).strip();
      if (!name.isBlank()) {
        names.add(name);
      }
    }

    assertAllAreFound(List.copyOf(names), name -> set(name, nfd(name)));
  }

  @Test
  void every_letter_of_unicode_is_found_by_itself_in_upper_and_in_lower_case() {
    // no names are stored: the words of one side are searched among those of the other
    var lost = new ArrayList<String>();
    for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
      if (!Character.isLetter(c) || Character.isIdeographic(c)) {
        continue;
      }
      var letter = Character.toString(c);
      for (var spelling : spellings(letter)) {
        if (!isBeginningOfAWord(spelling, letter)) {
          lost.add(Integer.toHexString(c) + " by " + spelling);
        }
      }
    }
    assertThat(lost).isEmpty();
  }

  @Test
  void a_name_is_found_by_its_letters_without_accents_and_with_accents_that_it_lacks() {
    store("Müller", "José Núñez", "Łódź", "Ørsted", "Æon", "Đặng", "Ρένα", "Ёлка", "Muller");

    assertThat(found("muller")).containsExactlyInAnyOrder("Müller", "Muller");
    assertThat(found("MÜLLER")).containsExactlyInAnyOrder("Müller", "Muller");
    assertThat(found("mueller")).startsWith("Müller");
    assertThat(found("jose nunez")).containsExactly("José Núñez");
    assertThat(found("lodz")).containsExactly("Łódź");
    assertThat(found("orsted")).containsExactly("Ørsted");
    assertThat(found("oersted")).containsExactly("Ørsted");
    assertThat(found("aeon")).containsExactly("Æon");
    assertThat(found("dang")).containsExactly("Đặng");
    assertThat(found("ρενα")).containsExactly("Ρένα");
    assertThat(found("елка")).containsExactly("Ёлка");
  }

  @Test
  void words_may_be_typed_in_any_order_in_part_and_with_anything_around_them() {
    store("J.P. Morgan", "Bol.com BV", "Anna de Vries", "O'Brien", "E.ON");

    for (var typed : List.of(
        "morgan j.p.",
        "morg",
        "jp morgan",
        "\"J.P. Morgan\"",
        "  J.P.   Morgan ",
        "j p morgan",
        "(Morgan, J. P.)")) {
      assertThat(found(typed)).as(typed).containsExactly("J.P. Morgan");
    }
    assertThat(found("bol")).containsExactly("Bol.com BV");
    assertThat(found("bol.c")).containsExactly("Bol.com BV");
    assertThat(found("bolcom")).containsExactly("Bol.com BV");
    assertThat(found("com")).containsExactly("Bol.com BV");
    assertThat(found("vries anna")).containsExactly("Anna de Vries");
    assertThat(found("obrien")).containsExactly("O'Brien");
    assertThat(found("O´Brien")).startsWith("O'Brien");
    assertThat(found("eon")).containsExactly("E.ON");
    assertThat(found("anna brien")).containsExactlyInAnyOrder("Anna de Vries", "O'Brien");
    assertThat(found("nobody")).isEmpty();
  }

  @Test
  void a_name_in_a_script_without_spaces_is_found_by_its_beginning() {
    store("王小明", "株式会社ガイドブック", "สมชาย", "김철수");

    assertThat(found("王")).containsExactly("王小明");
    assertThat(found("王小")).containsExactly("王小明");
    assertThat(found("株式会社カイド")).isEmpty();
    assertThat(found("株式会社ガイ")).containsExactly("株式会社ガイドブック");
    assertThat(found("สม")).containsExactly("สมชาย");
    assertThat(found("김철")).containsExactly("김철수");
  }

  @Test
  void a_mark_that_carries_the_word_tells_names_apart() {
    store("राम", "रोम");

    assertThat(found("राम")).containsExactly("राम");
    assertThat(found("रोम")).containsExactly("रोम");
    assertThat(found("रम")).containsExactlyInAnyOrder("राम", "रोम");
  }

  @Test
  void an_exact_name_comes_before_names_that_only_begin_with_it() {
    store("1 Li Street", "Ann Liang", "Li", "Lianne", "Bo Li");

    assertThat(found("li")).startsWith("Li").hasSize(5);
    assertThat(found("Li Bo")).startsWith("Bo Li");
  }

  @Test
  void a_name_that_was_typed_comes_before_longer_names_and_these_before_typing_errors() {
    store("Johan Jansen", "Jansen", "Jansens", "Janse", "Jansma", "Piet Jansen Bakker");

    assertThat(found("jansen"))
        .containsExactly("Jansen", "Johan Jansen", "Piet Jansen Bakker", "Jansens", "Janse");
  }

  @Test
  void of_names_of_one_length_the_newest_customers_come_first() {
    sql(
        "INSERT INTO customer (id, name, words, created_at)"
            + " SELECT gen_random_uuid(), 'Jansen ' || n, ('jansen ' || n)::tsvector,"
            + " '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 day' FROM generate_series(1, 300) n");

    var few = customers
        .search(database.database().pool(), search("jansen"), 3, Optional.empty())
        .await();

    assertThat(few.items())
        .extracting(Customer::name)
        .containsExactly("Jansen 300", "Jansen 299", "Jansen 298");
    assertThat(few.next()).isEmpty();
  }

  @Test
  void names_with_all_parts_come_before_names_with_all_but_one() {
    store("Maria Jansen", "Maria Visser", "Piet Jansen", "Anna Smit");

    assertThat(found("jansen maria"))
        .startsWith("Maria Jansen")
        .containsExactlyInAnyOrder("Maria Jansen", "Maria Visser", "Piet Jansen");
    assertThat(found("jansen mraia")).startsWith("Maria Jansen");
    assertThat(found("jansen maria amsterdam")).containsExactly("Maria Jansen");
  }

  @Test
  void a_search_reads_so_many_rows_and_says_when_there_may_be_more() {
    sql("INSERT INTO customer (id, name, words, created_at)"
        + " SELECT gen_random_uuid(), 'Jan Jansen', 'jan jansen'::tsvector, now()"
        + " FROM generate_series(1, 20000) n");
    sql("INSERT INTO customer (id, name, words, created_at)"
        + " SELECT gen_random_uuid(), 'Jan Ooievaar', 'jan ooievaar'::tsvector, now() - interval '1 day'"
        + " FROM generate_series(1, 20001) n");
    store("Jansen Bos");

    var rare = NameSearch.find(database.database().searches(), "jansen bos", 8).await();
    var never =
        NameSearch.find(database.database().searches(), "jansen ooievaar", 8).await();

    assertThat(rare.customers()).isNotEmpty();
    assertThat(never.complete()).isFalse();
  }

  @Test
  void every_word_of_a_name_finds_the_customer_also_with_one_typing_error() {
    var random = new Random(11);
    var names = new LinkedHashSet<String>();
    while (names.size() < 300) {
      names.add(word(random) + " " + word(random));
    }
    store(names.toArray(String[]::new));

    var lost = new ArrayList<String>();
    for (var name : names) {
      for (var word : name.split(" ", -1)) {
        var mistyped = withOneError(word, random);
        if (!found(mistyped).contains(name)) {
          lost.add(name + " by " + mistyped);
        }
      }
    }
    assertThat(lost).isEmpty();
  }

  private static String word(RandomGenerator random) {
    var word = new StringBuilder();
    int length = random.nextInt(5, 12);
    for (int i = 0; i < length; i++) {
      word.append("abcdefghijklmnopqrstuvwxyzéüøж王".charAt(random.nextInt(31)));
    }
    return word.toString();
  }

  /** Adds, leaves out or changes a letter, or changes the places of two. */
  private static String withOneError(String word, RandomGenerator random) {
    int at = random.nextInt(word.length() - 1);
    return switch (random.nextInt(4)) {
      case 0 -> word.substring(0, at) + "q" + word.substring(at);
      case 1 -> word.substring(0, at) + word.substring(at + 1);
      case 2 -> word.substring(0, at) + "q" + word.substring(at + 1);
      default ->
        word.substring(0, at) + word.charAt(at + 1) + word.charAt(at) + word.substring(at + 2);
    };
  }

  @Test
  void a_name_of_the_greatest_length_is_found_also_decomposed_and_in_quotes() {
    var accents = "é".repeat(Customer.NAME_LENGTH_MAX);
    var emoji = "😀".repeat(Customer.NAME_LENGTH_MAX);
    var wide = "㌀".repeat(Customer.NAME_LENGTH_MAX);
    var dots = "a.".repeat(Customer.NAME_LENGTH_MAX / 2);

    assertAllAreFound(
        List.of(accents, emoji, wide, dots), name -> set(name, nfd(name), "\"" + name + "\""));
    assertThatThrownBy(() -> search("é".repeat(CustomerSearch.TEXT_LENGTH_MAX + 1)))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessage("q must be 1-600 characters");
  }

  @Test
  void a_renamed_customer_is_found_by_the_new_name_only() {
    var anna =
        in(tx -> customers.create(tx, new CustomerDraft("Anna E.ON", Optional.empty(), List.of())));

    in(tx -> customers.change(
        tx,
        anna.id(),
        Set.of(anna.version()),
        new CustomerChange(
            Optional.of("Bérénice"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty())));

    assertThat(found("berenice")).containsExactly("Bérénice");
    assertThat(found("anna")).isEmpty();
  }

  @Test
  void a_customer_named_by_an_order_is_found_whether_new_or_a_stranger_before() {
    stranger("+31201234567");
    assertThat(found("bol")).isEmpty();

    order("A-1", "{\"phone\": \"+31201234567\", \"name\": \"Bol.com BV\"}");
    order("A-2", "{\"phone\": \"+31207654321\", \"name\": \"E.ON Müller\"}");

    assertThat(found("Bol.com BV")).containsExactly("Bol.com BV");
    assertThat(found("E.ON muller")).containsExactly("E.ON Müller");
    assertThat(found("A-2")).containsExactly("E.ON Müller");
  }

  @Test
  void a_joined_stranger_is_not_found_by_order_or_name() {
    var stranger = stranger("+31201234567");
    order("A-1", "{\"phone\": \"+31201234567\"}");
    assertThat(found("A-1")).containsExactly("");
    var anna =
        in(tx -> customers.create(tx, new CustomerDraft("Anna", Optional.empty(), List.of())));

    in(tx -> customers.join(tx, stranger.id(), anna.id()));

    assertThat(found("A-1")).containsExactly("Anna");
    assertThat(found("anna")).containsExactly("Anna");
  }

  @Test
  void customers_of_a_version_without_words_get_theirs_and_strangers_stay_unfound() {
    sql("INSERT INTO customer (id, name, created_at) SELECT gen_random_uuid(), 'Zoë ' || n, now()"
        + " FROM generate_series(1, 4500) n");
    sql(
        "INSERT INTO customer (id, provisional, created_at) VALUES (gen_random_uuid(), true, now())");

    var first = customers.giveWords(database.database()).await();
    var second = customers.giveWords(database.database()).await();

    assertThat(first).isEqualTo(4501);
    assertThat(second).isZero();
    assertThat(found("zoe 4500")).startsWith("Zoë 4500");
  }

  @Test
  void customers_of_an_earlier_version_are_found_after_the_table_is_filled_and_writes_go_on() {
    sql("ALTER TABLE customer DISABLE TRIGGER USER");
    sql(
        "INSERT INTO customer (id, name, words, created_at)"
            + " SELECT gen_random_uuid(), 'Zoë ' || n, ('zoe ' || n)::tsvector, now() FROM generate_series(1, 11000) n");
    sql("ALTER TABLE customer ENABLE TRIGGER USER");
    assertThat(found("zoe")).isEmpty();
    store("Zoë Kramer");

    var both = Future.all(
            customers.fillWords(database.database()), customers.fillWords(database.database()))
        .await();

    assertThat(both.<Boolean>resultAt(0) || both.<Boolean>resultAt(1)).isTrue();
    assertThat(customers.fillWords(database.database()).await()).isFalse();
    assertThat(found("zoe 10999")).startsWith("Zoë 10999");
    assertThat(found("zoe kramer")).startsWith("Zoë Kramer");
    assertThat(found("zoe 1099")).contains("Zoë 1099");
  }

  @Test
  void nodes_that_start_together_give_words_to_everybody_before_either_goes_on() {
    sql("INSERT INTO customer (id, name, created_at) SELECT gen_random_uuid(), 'Zoë ' || n, now()"
        + " FROM generate_series(1, 9000) n");

    var both = Future.all(
            customers.giveWords(database.database()), customers.giveWords(database.database()))
        .await();

    assertThat(both.<Integer>resultAt(0) + both.<Integer>resultAt(1)).isEqualTo(9000);
    assertThat(found("zoe 8999")).startsWith("Zoë 8999");
  }

  /** The spellings of a typed name: the encodings of one text, and the text without accents. */
  private static Set<String> spellings(String name) {
    var spellings = new LinkedHashSet<String>();
    spellings.add(name);
    for (var form : Normalizer.Form.values()) {
      spellings.add(Normalizer.normalize(name, form));
    }
    for (var spelling : List.copyOf(spellings)) {
      spellings.add(spelling.toUpperCase(Locale.ROOT));
      spellings.add(spelling.toLowerCase(Locale.ROOT));
    }
    for (var accents : List.of("\\p{M}+", "\\p{Mn}+", "[%s]+".formatted(COMBINING))) {
      var bare = nfd(name).replaceAll(accents, "");
      spellings.add(bare);
      spellings.add(bare.toUpperCase(Locale.ROOT));
    }
    return spellings;
  }

  /** The spellings of a typed name with surrounding characters. */
  private static Set<String> typed(String name) {
    var spellings = spellings(name);
    spellings.add("  \"" + name.replace(" ", "   ") + "\" ");
    return spellings;
  }

  private static Set<String> set(String... spellings) {
    return new LinkedHashSet<>(List.of(spellings));
  }

  private static String nfd(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD);
  }

  private static boolean isBeginningOfAWord(String typed, String name) {
    var words = set(NameWords.stored(name).split(" ", -1));
    return NameWords.parts(typed).stream()
        .flatMap(part -> part.spellings().stream())
        .anyMatch(spelling -> words.contains(NameWords.whole(spelling)));
  }

  private static String randomName(RandomGenerator random) {
    var name = new StringBuilder();
    int length = random.nextInt(1, random.nextInt(4) == 0 ? Customer.NAME_LENGTH_MAX + 1 : 12);
    // from all of Unicode, from the range with most letters, or a few special characters
    int bound = List.of(Character.MAX_CODE_POINT + 1, 0x3000, 0x250, 0x80).get(random.nextInt(4));
    while (name.codePointCount(0, name.length()) < length) {
      int c = random.nextInt(bound);
      if (!Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE) {
        name.appendCodePoint(c);
      }
    }
    return name.toString();
  }

  private void assertAllAreFound(List<String> names, Function<String, Set<String>> spellings) {
    store(names.toArray(String[]::new));
    var lost = new ArrayList<String>();
    for (var name : names) {
      for (var spelling : spellings.apply(name)) {
        if (!found(spelling).contains(name)) {
          lost.add(name + " by " + spelling);
        }
      }
    }
    assertThat(lost).isEmpty();
  }

  private void store(String... names) {
    in(tx -> {
      Future<?> stored = Future.succeededFuture();
      for (var name : names) {
        var draft = new CustomerDraft(name, Optional.empty(), List.of());
        stored = stored.compose(_ -> customers.create(tx, draft));
      }
      return stored;
    });
  }

  private Customer stranger(String phone) {
    var arrival = new Arrival(
        Ids.contact("native", "c-1"),
        ContactPoint.Kind.PHONE,
        Optional.of(new ContactPoint(ContactPoint.Kind.PHONE, phone)),
        "100",
        NINE);
    return in(tx -> Arriving.one(customers, tx, arrival)).customer();
  }

  private void order(String number, String customer) {
    var batch = """
        {"orders": [{"number": "%s", "customer": %s, "state": "placed", "currency": "EUR",
          "placed_at": "2026-02-01T10:00:00Z", "lines": [{"position": 1, "article": "lamp",
          "title": "A lamp", "quantity": 1, "price_minor": 1995}]}]}
        """.formatted(number, customer);
    new Orders(database.database(), customers, CLOCK, ids)
        .take(OrderBatch.read(Json.read(batch, JsonNode.class), phones))
        .await();
  }

  private CustomerSearch search(String typed) {
    return CustomerSearch.of(Optional.empty(), Optional.empty(), Optional.of(typed), phones);
  }

  private List<String> found(String typed) {
    return customers
        .search(database.database().pool(), search(typed), Page.SIZE_MAX, Optional.empty())
        .await()
        .items()
        .stream()
        .map(Customer::name)
        .toList();
  }

  private <T> T in(Function<SqlConnection, Future<T>> work) {
    return database.database().transaction(work).await();
  }

  private void sql(String statement) {
    database.database().pool().query(statement).execute().await();
  }
}
