package tandem.rehearsal.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CookiesTest {

  private final Cookies cookies = new Cookies();

  @Test
  void a_cookie_is_sent_back_without_its_attributes() {
    cookies.take(List.of("session=a=b; Path=/; HttpOnly; SameSite=Strict", "device=d; Max-Age=60"));

    assertThat(cookies.header()).isEqualTo("session=a=b; device=d");
  }

  @Test
  void a_cookie_that_is_set_again_is_replaced_and_one_without_life_is_forgotten() {
    cookies.take(List.of("session=old", "device=d"));
    cookies.take(List.of("session=new"));
    cookies.take(List.of("device=; Path=/; Max-Age=0"));

    assertThat(cookies.header()).isEqualTo("session=new");
  }

  @Test
  void what_is_no_cookie_is_left_out() {
    cookies.take(List.of("nothing", ""));

    assertThat(cookies.isEmpty()).isTrue();
  }
}
