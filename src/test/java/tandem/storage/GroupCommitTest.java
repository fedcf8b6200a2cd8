package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;

class GroupCommitTest {

  private final List<List<String>> groups = new ArrayList<>();
  private final List<Promise<Void>> commits = new ArrayList<>();
  private final GroupCommit<String, String> together = new GroupCommit<>(3, 5, this::write);

  private Future<List<String>> write(List<String> items) {
    groups.add(List.copyOf(items));
    var commit = Promise.<Void>promise();
    commits.add(commit);
    return commit.future().map(_ -> {
      if (items.contains("bad")) {
        throw new Failure.Invalid("bad");
      }
      return items.stream().map(item -> item + " done").toList();
    });
  }

  @Test
  void work_that_arrives_during_a_transaction_shares_the_next_one() {
    var first = together.add("a");
    var second = together.add("b");
    var third = together.add("c");

    assertThat(groups).containsExactly(List.of("a"));
    commits.get(0).complete();
    assertThat(first.result()).isEqualTo("a done");
    assertThat(groups).containsExactly(List.of("a"), List.of("b", "c"));
    assertThat(second.isComplete()).isFalse();
    commits.get(1).complete();
    assertThat(second.result()).isEqualTo("b done");
    assertThat(third.result()).isEqualTo("c done");
  }

  @Test
  void a_group_has_a_limit_and_the_rest_waits_for_the_one_after() {
    for (var item : List.of("a", "b", "c", "d", "e")) {
      together.add(item);
    }

    commits.get(0).complete();
    commits.get(1).complete();

    assertThat(groups).containsExactly(List.of("a"), List.of("b", "c", "d"), List.of("e"));
  }

  @Test
  void a_piece_that_fails_fails_alone() {
    together.add("a");
    var good = together.add("b");
    var bad = together.add("bad");
    var later = together.add("c");

    while (commits.stream().anyMatch(commit -> !commit.future().isComplete())) {
      List.copyOf(commits).forEach(Promise::tryComplete);
    }

    assertThat(groups)
        .containsExactly(
            List.of("a"), List.of("b", "bad", "c"), List.of("b"), List.of("bad"), List.of("c"));
    assertThat(good.result()).isEqualTo("b done");
    assertThat(bad.cause()).isInstanceOf(Failure.Invalid.class);
    assertThat(later.result()).isEqualTo("c done");
  }

  @Test
  void when_the_database_is_away_the_whole_group_is_told_at_once() {
    together.add("a");
    var one = together.add("b");
    var other = together.add("c");
    commits.get(0).complete();

    commits.get(1).fail(new java.net.ConnectException("refused"));

    assertThat(groups).containsExactly(List.of("a"), List.of("b", "c"));
    assertThat(one.cause()).isInstanceOf(java.net.ConnectException.class);
    assertThat(other.cause()).isInstanceOf(java.net.ConnectException.class);
    var later = together.add("d");
    commits.get(2).complete();
    assertThat(later.result()).isEqualTo("d done");
  }

  @Test
  void work_that_throws_is_work_that_failed() {
    var thrown = new GroupCommit<String, String>(3, 5, _ -> {
      throw new IllegalStateException("no database");
    });

    assertThatThrownBy(thrown.add("a")::await).hasMessage("no database");
    assertThatThrownBy(thrown.add("b")::await).hasMessage("no database");
  }

  @Test
  void more_than_may_wait_is_asked_to_come_again() {
    for (int i = 0; i < 6; i++) { // one is being written, five wait
      assertThat(together.add("x").failed()).isFalse();
    }

    assertThat(together.add("y").cause()).isInstanceOf(Failure.Unavailable.class);
  }
}
