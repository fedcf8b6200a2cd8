package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {

  private final BodyMemory memory = new BodyMemory(100);
  private final ArrayList<String> cutOff = new ArrayList<>();

  @Test
  void the_oldest_body_that_does_not_go_on_makes_room_for_one_that_does() {
    var old = body("old");
    var young = body("young");
    old.take(60);
    young.take(30);

    assertThat(body("new").take(50)).isTrue();

    assertThat(cutOff).containsExactly("old");
    assertThat(memory.taken()).isEqualTo(80);
    assertThat(old.take(1)).isFalse();
    assertThat(young.take(1)).isTrue();
  }

  @Test
  void the_client_that_takes_most_makes_room_with_its_oldest_body_and_nobody_else_does() {
    var innocent = body("10.0.0.1", "innocent");
    innocent.take(10);
    for (int i = 0; i < 3; i++) {
      body("10.0.0.2", "greedy " + i).take(30);
    }

    assertThat(body("10.0.0.3", "new").take(25)).isTrue();

    assertThat(cutOff).containsExactly("greedy 0");
    assertThat(innocent.take(1)).isTrue();
  }

  @Test
  void a_client_that_takes_most_makes_room_for_more_of_its_own() {
    body("10.0.0.1", "innocent").take(30);
    body("10.0.0.2", "greedy 0").take(30);
    var growing = body("10.0.0.2", "greedy 1");
    growing.take(30);

    assertThat(growing.take(35)).isTrue();
    assertThat(cutOff).containsExactly("greedy 0");
  }

  @Test
  void a_large_body_is_not_kept_out_by_small_ones_of_many_clients_that_do_not_go_on() {
    for (int i = 0; i < 50; i++) {
      body("10.0.0." + i, "small " + i).take(2);
    }
    var large = body("10.0.1.1", "large");

    for (int i = 0; i < 10; i++) {
      assertThat(large.take(3)).isTrue();
    }

    assertThat(cutOff).hasSize(15).startsWith("small 0", "small 1");
  }

  @Test
  void a_large_body_that_is_older_than_all_others_cuts_off_none_of_them() {
    var large = body("10.0.0.1", "large");
    large.take(60);
    var small = body("10.0.0.2", "small");
    small.take(40);

    assertThat(large.take(1)).isFalse();

    assertThat(cutOff).isEmpty();
    assertThat(small.keep()).isTrue();
  }

  @Test
  void a_body_that_was_cut_off_is_not_kept() {
    var old = body("old");
    old.take(60);
    body("new").take(60);

    assertThat(old.keep()).isFalse();
  }

  @Test
  void a_body_that_is_kept_is_not_cut_off() {
    var whole = body("whole");
    whole.take(80);
    assertThat(whole.keep()).isTrue();

    assertThat(memory.hasRoom(21)).isFalse();
    assertThat(body("new").take(30)).isFalse();

    assertThat(cutOff).isEmpty();
    whole.release();
    assertThat(memory.hasRoom(100)).isTrue();
    assertThat(body("newer").take(100)).isTrue();
  }

  @Test
  void memory_is_given_back_once() {
    var body = body("one");
    body.take(40);
    body.release();
    body.release();

    assertThat(memory.taken()).isZero();
    assertThat(memory.hasRoom(101)).isFalse();
  }

  /** A body of a client that sends no other. */
  private BodyMemory.Share body(String name) {
    return body(name, name);
  }

  private BodyMemory.Share body(String client, String name) {
    return memory.begin(ClientAddress.of(client), () -> cutOff.add(name));
  }
}
