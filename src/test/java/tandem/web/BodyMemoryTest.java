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
  void a_body_that_is_whole_is_not_cut_off() {
    var whole = body("whole");
    whole.take(80);
    whole.keep();

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

  private BodyMemory.Share body(String name) {
    return memory.begin(() -> cutOff.add(name));
  }
}
