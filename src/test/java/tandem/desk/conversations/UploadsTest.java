package tandem.desk.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.desk.conversations.ConversationGround.soon;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.conversations.Attachment;
import tandem.conversations.Attachments;
import tandem.customers.TestGrid;

/** The end of uploads that are not needed any more. */
@ExtendWith(VertxExtension.class)
class UploadsTest {

  /** Larger than one piece. */
  private static final int LARGE = 300_000;

  private ConversationGround ground;
  private Attachments attachments;
  private Instant uploaded;
  private Instant old;

  @BeforeEach
  void open(Vertx vertx) {
    ground = new ConversationGround(vertx, TestGrid.shared());
    attachments = ground.desk.rooms.conversations().attachments();
    uploaded = ground.desk.clock.instant();
    old = uploaded.plus(Attachments.KEPT_FOR).plusSeconds(1);
  }

  @AfterEach
  void close() {
    assertThat(ground.findings()).isEmpty();
    ground.close();
  }

  @Test
  void an_upload_that_no_message_takes_is_deleted_with_its_content_after_two_weeks() {
    var file = upload("a", uploaded);

    sweep(old.minusSeconds(2));
    assertThat(content(file)).isEqualTo("a");
    sweep(old);

    assertThat(content(file)).isEmpty();
    assertThat(ground.desk.ground.ask("SELECT count(*) FROM upload")).containsExactly("0");
    assertThat(ground.desk.ground.ask("SELECT count(*) FROM blob_piece")).containsExactly("0");
  }

  @Test
  void a_content_stays_that_a_message_has() {
    var file = upload("a", uploaded);
    ground.arrive(ground.text("m-1", "+31612345678", "see file", List.of(file)));

    sweep(old);

    assertThat(content(file)).isEqualTo("a");
    assertThat(ground.desk.ground.ask("SELECT count(*) FROM upload")).containsExactly("0");
  }

  @Test
  void a_content_stays_that_somebody_has_uploaded_since() {
    var file = upload("a", uploaded);
    upload("a", uploaded.plusSeconds(60));

    sweep(old);
    assertThat(content(file)).isEqualTo("a");
    sweep(old.plusSeconds(60));

    assertThat(content(file)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, LARGE})
  void a_content_that_is_uploaded_while_it_is_being_deleted_is_stored_anew(int size) {
    var text = "a".repeat(size);
    upload(text, uploaded);
    var swept = Promise.<Void>promise();
    var commit = Promise.<Void>promise();
    var sweeping = transaction(
        tx -> attachments.sweep(tx, old).onComplete(swept).compose(_ -> commit.future()));
    soon(swept.future());

    var storing = store(text, old);
    ground.desk.ground.awaitWaiting();
    commit.complete();

    soon(sweeping);
    assertThat(content(soon(storing))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, LARGE})
  void a_content_that_is_deleted_while_it_is_uploaded_again_is_stored_anew(int size) {
    var text = "a".repeat(size);
    upload(text, uploaded);
    var locked = Promise.<Void>promise();
    var go = Promise.<Void>promise();
    var sweeping = transaction(tx -> tx.query("SELECT FROM blob FOR UPDATE")
        .execute()
        .<Void>mapEmpty()
        .onComplete(locked)
        .compose(_ -> go.future())
        .compose(_ -> attachments.sweep(tx, old)));
    soon(locked.future());

    var storing = store(text, old);
    ground.desk.ground.awaitWaiting();
    go.complete();

    soon(sweeping);
    assertThat(content(soon(storing))).isEqualTo(text);
  }

  private <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
    return ground.desk.ground.database().transaction(work);
  }

  private Attachment upload(String text, Instant at) {
    return soon(store(text, at));
  }

  private Future<Attachment> store(String text, Instant at) {
    var ground = this.ground.desk.ground;
    return attachments.store(
        ground.database().pool(),
        ground.ids.next(),
        "tom",
        "a.txt",
        Optional.empty(),
        Buffer.buffer(text),
        at);
  }

  private void sweep(Instant now) {
    ground.desk.ground.transaction(tx -> attachments.sweep(tx, now));
  }

  /** The stored content; empty if it is not there. */
  private String content(Attachment file) {
    var all = Buffer.buffer();
    soon(attachments.content(ground.desk.ground.database().pool(), file, piece -> {
      all.appendBuffer(piece);
      return Future.succeededFuture();
    }));
    return all.toString();
  }
}
