package tandem.desk.floor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.REPLACEMENT;
import static tandem.cases.Ground.request;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Failure;
import tandem.base.SegmentId;
import tandem.cases.Author;
import tandem.cases.Ground;
import tandem.customers.PhoneNumbers;
import tandem.desk.DeskGround;
import tandem.desk.FloorGround;
import tandem.routing.Bridged;
import tandem.routing.RoutingNode;
import tandem.routing.engine.Floor;
import tandem.routing.engine.Rules;
import tandem.storage.nodes.NodeGround;

@ExtendWith(VertxExtension.class)
class FloorImportTest {

  private static Vertx vertx;

  @AutoClose
  private final DeskGround desk = new DeskGround(vertx).open();

  private final FloorGround floor = desk.floor;

  private static final String ALL = """
      queues: [{id: parcels, name: Parcels, department: shipping}]
      segments: [{id: vip, name: VIP, head_start: 0.000001}, {id: new, name: New, head_start: 86400}]
      outcomes: [{id: gone, name: Gone}, {id: solved, name: Solved it, resolves: true}]
      remedies: [{id: flowers, name: Flowers, exclusion_group: kindness, most: {EUR: 2500, CHF: 9}}]
      """;

  private List<String> ask(String query) {
    return desk.ground.ask(query);
  }

  private String tag() {
    return floor.desk.floor().reading().version().await().tag();
  }

  private Future<Integer> taking(String document, String... expected) {
    return floor
        .desk
        .floor()
        .imports()
        .take("", document, "root", Optional.of(Set.of(expected)))
        .map(FloorImport.Imported::changes);
  }

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @Test
  void the_changes_are_counted_and_the_same_document_again_is_none() {
    assertThat(floor.take(ALL)).isEqualTo(6);
    assertThat(floor.take(ALL)).isZero();
    assertThat(floor.take("queues: [{id: parcels, name: Queue, department: shipping}]"))
        .isEqualTo(1);
    assertThat(floor.take("outcomes: [{id: gone, name: Gone, resolves: true}]")).isEqualTo(1);
    assertThat(ask("SELECT count(*)::text FROM fact WHERE kind = 'floor_planned'"))
        .as("the first plan and two changes of it")
        .containsExactly("3");
  }

  @Test
  void an_imported_floor_can_be_read_here_at_once() {
    floor.take(ALL);

    var setup = floor.desk.floor().reading().setup().await();
    assertThat(setup.catalogues()).isEqualTo(floor.desk.floor().catalogues().now());
    assertThat(floor.desk.floor().catalogues().now().segments())
        .extracting(segment -> segment.id().value())
        .containsExactly("vip", "new");
    assertThat(floor.desk.floor().catalogues().now().outcomes())
        .as("in the order in which they were first named")
        .extracting(kind -> kind.id().value())
        .containsExactly("solved", "call_back", "gone");
    assertThat(floor
            .desk
            .floor()
            .catalogues()
            .now()
            .headStart(new SegmentId("vip"))
            .toNanos())
        .isEqualTo(1_000);
    assertThat(floor.desk.floor().catalogues().now().remedies())
        .last()
        .satisfies(kind -> assertThat(kind.most()).isEqualTo(Map.of("EUR", 2500, "CHF", 9)));
  }

  @Test
  void the_audit_has_the_account_and_each_changed_part_before_and_after() {
    floor.take(ALL);

    assertThat(ask("SELECT account || ' ' || act || ' ' || subject FROM audit ORDER BY id"))
        .containsExactly(
            "test floor.changed queues parcels",
            "test floor.changed segments vip",
            "test floor.changed segments new",
            "test floor.changed outcomes solved",
            "test floor.changed outcomes gone",
            "test floor.changed remedies flowers");
    assertThat(ask("""
        SELECT concat_ws(' -> ', body #>> '{before,name}', body #>> '{after,name}')
          FROM audit WHERE subject IN ('queues parcels', 'outcomes solved', 'segments vip') ORDER BY id
        """))
        .containsExactly("Where is my parcel -> Parcels", "VIP", "Solved -> Solved it");
  }

  @Test
  void terms_of_channels_and_entrances_are_parts_too() {
    var tag = tag();
    assertThat(floor.take("channels: [{channel: chat, slots: 3}]"))
        .as("as it is by itself")
        .isZero();
    assertThat(tag()).isEqualTo(tag);
    assertThat(floor.take("""
        channels: [{channel: chat, slots: 2}]
        entrances: [{address: "+31201112222", queue: parcels}]
        default_queue: parcels
        """)).isEqualTo(2);

    assertThat(ask("SELECT subject FROM audit ORDER BY id"))
        .containsExactly("channels chat", "entrances call +31201112222");
    assertThat(ask(
            "SELECT (body #>> '{before,slots}') || ' -> ' || (body #>> '{after,slots}') FROM audit"
                + " WHERE subject = 'channels chat'"))
        .containsExactly("3 -> 2");
    assertThatThrownBy(() -> taking("skills: [{id: dutch, name: Dutch}]", tag).await())
        .isInstanceOf(Failure.Outdated.class)
        .hasMessageEndingWith(": channels chat, entrances call +31201112222");
  }

  @Test
  void a_document_that_is_refused_writes_nothing() {
    floor.take(ALL);
    var before = List.of(
        ask("SELECT count(*)::text FROM audit"),
        ask("SELECT count(*)::text FROM floor_version"),
        ask("SELECT max(seq)::text FROM fact"));
    var tag = tag();

    assertThatThrownBy(() -> floor.take("""
        outcomes: [{id: fresh, name: Fresh}]
        queues: [{id: parcels, name: Parcels, department: shipping, channel: chat}]
        """))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("queue parcels is for call contacts and stays so");

    assertThat(tag()).isEqualTo(tag);
    assertThat(List.of(
            ask("SELECT count(*)::text FROM audit"),
            ask("SELECT count(*)::text FROM floor_version"),
            ask("SELECT max(seq)::text FROM fact")))
        .isEqualTo(before);
    assertThat(floor.take("outcomes: [{id: fresh, name: Fresh}]")).isEqualTo(1);
  }

  @Test
  void a_batch_that_cannot_be_written_leaves_the_catalogues_as_they_were() {
    floor.take(ALL);
    var tag = tag();
    desk.ground.sql("ALTER TABLE queue ADD CONSTRAINT no_such_name CHECK (name <> 'Forbidden')");

    assertThatThrownBy(() -> floor.take("""
        outcomes: [{id: fresh, name: Fresh}]
        queues: [{id: parcels, name: Forbidden, department: shipping}]
        """)).isInstanceOf(Failure.class);

    assertThat(ask("SELECT id FROM outcome_kind WHERE id = 'fresh'")).isEmpty();
    assertThat(ask("SELECT count(*)::text FROM audit WHERE subject = 'outcomes fresh'"))
        .containsExactly("0");
    desk.ground.sql("ALTER TABLE queue DROP CONSTRAINT no_such_name");
    Ground.patiently(() ->
            floor.desk.floor().imports().take("", "outcomes: [{id: later, name: Later}]", "test"))
        .await();
    assertThat(tag()).isNotEqualTo(tag);
  }

  @Test
  void a_kind_that_is_held_keeps_its_exclusion_group() {
    var opened = desk.ground.openCase(desk.ground.customer("Eva")).id();
    desk.ground.transaction(tx -> desk.ground.remedies.give(
        tx, request("k1", opened, REPLACEMENT, Optional.empty()), Author.of(ANA), NINE));
    var moved = """
        outcomes: [{id: fresh, name: Fresh}]
        remedies: [{id: replacement, name: Replacement, exclusion_group: other, without_item: true}]
        """;

    assertThatThrownBy(() -> floor.take(moved))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessage("remedies: exclusion_group of replacement must stay item while live remedies of"
            + " that kind hold it, not become other");

    assertThat(floor.desk.floor().catalogues().now().outcomes())
        .noneMatch(kind -> kind.id().value().equals("fresh"));
    desk.ground.sql("DELETE FROM remedy_guard");
    assertThat(floor.take(moved)).isEqualTo(2);
  }

  @Test
  void an_import_waits_for_a_remedy_that_is_being_given_and_is_refused_then() throws Exception {
    var given = new CountDownLatch(1);
    var mayCommit = Promise.<Void>promise();
    var opened = desk.ground.openCase(desk.ground.customer("Eva")).id();
    var giving = desk.ground
        .database()
        .transaction(tx -> desk.ground
            .remedies
            .give(tx, request("k1", opened, REPLACEMENT, Optional.empty()), Author.of(ANA), NINE)
            .onSuccess(_ -> given.countDown())
            .compose(remedy -> mayCommit.future().map(remedy)));
    assertThat(given.await(60, TimeUnit.SECONDS)).isTrue();

    var importing = floor
        .desk
        .floor()
        .imports()
        .take(
            "",
            "remedies: [{id: replacement, name: Replacement, exclusion_group: other, without_item: true}]",
            "test");
    desk.ground.awaitWaiting();
    mayCommit.complete();

    giving.await();
    assertThatThrownBy(importing::await)
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("must stay item");
  }

  @Test
  void an_import_that_waits_too_long_for_a_remedy_comes_again_and_the_floor_goes_on()
      throws Exception {
    var given = new CountDownLatch(1);
    var mayCommit = Promise.<Void>promise();
    var opened = desk.ground.openCase(desk.ground.customer("Eva")).id();
    var giving = desk.ground
        .database()
        .transaction(tx -> desk.ground
            .remedies
            .give(tx, request("k1", opened, REPLACEMENT, Optional.empty()), Author.of(ANA), NINE)
            .onSuccess(_ -> given.countDown())
            .compose(remedy -> mayCommit.future().map(remedy)));
    assertThat(given.await(60, TimeUnit.SECONDS)).isTrue();

    var importing = floor
        .desk
        .floor()
        .imports()
        .take(
            "",
            "remedies: [{id: replacement, name: Replacement, exclusion_group: other, without_item: true}]",
            "test");
    var contact = desk.arrive(desk.ground.customer("Jan"));

    assertThat(desk.routing.committed().read(known -> known.contact(contact)).await())
        .isPresent();
    assertThatThrownBy(importing::await).isInstanceOf(Failure.Unavailable.class);
    mayCommit.complete();
    giving.await();
  }

  @Test
  void an_import_that_expects_the_present_version_is_taken_and_makes_another() {
    floor.take(ALL);
    var tag = tag();

    assertThat(taking("outcomes: [{id: fresh, name: Fresh}]", "other", tag).await())
        .isEqualTo(1);

    assertThat(tag()).isNotEqualTo(tag);
    floor.take("outcomes: [{id: more, name: More}]");
    floor.take("departments: [{id: service, name: Care}]");
    assertThatThrownBy(() -> taking("skills: [{id: dutch, name: Dutch}]", tag).await())
        .isInstanceOfSatisfying(Failure.Outdated.class, no -> {
          assertThat(no.getMessage())
              .isEqualTo("the floor has changed since it was read: departments service,"
                  + " outcomes fresh, outcomes more");
          assertThat(no.details())
              .isEqualTo(Map.of(
                  "changed",
                  Map.of("departments", List.of("service"), "outcomes", List.of("fresh", "more"))));
        });
    assertThat(desk.routing.committed().read(Floor::plan).await().skills()).isEmpty();
  }

  @Test
  void a_floor_with_its_earlier_content_has_its_earlier_tag() {
    floor.take("outcomes: [{id: fresh, name: Fresh}]");
    var tag = tag();
    floor.take("outcomes: [{id: fresh, name: Other}]");
    var other = tag();
    floor.take("outcomes: [{id: fresh, name: Fresh}]");

    assertThat(tag()).isEqualTo(tag);
    assertThatThrownBy(() -> taking("skills: [{id: dutch, name: Dutch}]", other).await())
        .isInstanceOf(Failure.Outdated.class)
        .hasMessageEndingWith(": outcomes fresh");
    assertThat(taking("skills: [{id: dutch, name: Dutch}]", tag).await()).isEqualTo(1);
  }

  @Test
  void an_import_that_expects_an_unknown_version_is_refused() {
    assertThatThrownBy(
            () -> taking("skills: [{id: dutch, name: Dutch}]", "made-up").await())
        .isInstanceOf(Failure.Outdated.class)
        .hasMessage("If-Match names no known version of the floor; read the floor again");
  }

  @Test
  void of_two_changes_of_one_version_at_two_nodes_one_is_refused_with_the_others_changes() {
    floor.take(ALL);
    var rows = new CatalogueRows();
    var owners = NodeGround.bridge(vertx, desk.ground.database(), "node-1");
    Bridged.by(owners, floor.routing);
    var process = new NodeGround(desk.ground.database().address(), "node-2");
    var other = process.vertx();
    var routing = new RoutingNode(
        other,
        other.getOrCreateContext(),
        process.database(),
        floor.clock,
        "main",
        "node-2",
        Rules.STANDARD,
        (_, _, _) -> List.of(),
        new SimpleMeterRegistry(),
        desk.outbox);
    Bridged.by(process.bridge(), routing).start();
    routing.ready().timeout(60, TimeUnit.SECONDS).await();
    var elsewhere = new KnownCatalogues(other, process.database(), rows);
    elsewhere.start().await();
    var reading = new FloorReading(other, routing.committed(), process.database(), rows);
    var there = new FloorImport(routing, reading, elsewhere, new PhoneNumbers("NL"));
    var tag = tag();
    assertThat(reading.version().await().tag()).isEqualTo(tag);

    var importing = List.of(
        taking("outcomes: [{id: here, name: Here}]", tag),
        there
            .take("", "outcomes: [{id: there, name: There}]", "eve", Optional.of(Set.of(tag)))
            .map(FloorImport.Imported::changes));
    Future.join(importing).otherwiseEmpty().await();

    assertThat(importing.stream().filter(Future::succeeded)).hasSize(1);
    var lost = importing.stream().filter(Future::failed).findFirst().orElseThrow();
    assertThat(lost.cause())
        .isInstanceOfSatisfying(
            Failure.Outdated.class,
            no -> assertThat(no.details())
                .isEqualTo(Map.of(
                    "changed",
                    Map.of(
                        "outcomes",
                        List.of(importing.getFirst().succeeded() ? "here" : "there")))));
    assertThat(there
            .take("", "outcomes: [{id: later, name: Later}]", "eve")
            .await()
            .changes())
        .isEqualTo(1);
    assertThat(elsewhere.now()).isEqualTo(reading.setup().await().catalogues());
    assertThat(elsewhere.now().outcomes()).extracting(kind -> kind.id().value()).contains("later");
    routing.stop().await();
    elsewhere.stop().await();
    process.close();
    owners.close().await();
  }

  @Test
  void of_two_changes_of_one_version_at_once_one_is_refused_with_the_others_changes() {
    floor.take(ALL);
    var tag = tag();

    var first = taking("outcomes: [{id: first, name: First}]", tag);
    var second = taking("outcomes: [{id: second, name: Second}]", tag);
    Future.join(first, second).otherwiseEmpty().await();

    // either of two at one instant may be first
    assertThat(List.of(first.succeeded(), second.succeeded()))
        .containsExactlyInAnyOrder(true, false);
    assertThat(first.succeeded() ? second.cause() : first.cause())
        .isInstanceOf(Failure.Outdated.class)
        .hasMessageEndingWith(first.succeeded() ? ": outcomes first" : ": outcomes second");
  }
}
