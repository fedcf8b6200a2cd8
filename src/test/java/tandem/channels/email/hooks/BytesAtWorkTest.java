package tandem.channels.email.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BytesAtWorkTest {

  private final BytesAtWork work = new BytesAtWork(100);
  private final List<String> begun = new ArrayList<>();

  private Promise<Void> begin(String name, long bytes) {
    var end = Promise.<Void>promise();
    work.run(bytes, () -> {
      begun.add(name);
      return end.future();
    });
    return end;
  }

  @Test
  void mails_wait_in_their_order_until_there_is_room_for_them() {
    var first = begin("first", 60);
    begin("second", 40);
    begin("third", 50);
    begin("a small one behind a large one", 1);
    assertThat(begun).containsExactly("first", "second");

    first.complete();

    assertThat(begun).containsExactly("first", "second", "third", "a small one behind a large one");
  }

  @Test
  void a_mail_above_the_limit_is_worked_on_alone() {
    var small = begin("small", 1);
    var large = begin("large", 1_000);
    begin("after", 1);
    assertThat(begun).containsExactly("small");

    small.complete();
    assertThat(begun).containsExactly("small", "large");
    large.complete();
    assertThat(begun).containsExactly("small", "large", "after");
  }

  @Test
  void work_that_fails_leaves_its_room_to_others() {
    for (int i = 0; i < 3; i++) {
      begin("fails", 100).fail("no");
    }
    Future<Void> thrown = work.run(100, () -> {
      throw new IllegalStateException("a bug");
    });

    assertThat(thrown.failed()).isTrue();
    begin("next", 100);
    assertThat(begun).containsExactly("fails", "fails", "fails", "next");
  }
}
