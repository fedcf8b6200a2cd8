package tandem.rehearsal.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.customers.PhoneNumbers;
import tandem.document.Json;

class SampleCustomersTest {

  private static final Instant NOW = Instant.parse("2026-03-02T09:30:00Z");

  /** The most orders that one import may have. */
  private static final int ORDERS_MAX = 1_000;

  private final SampleCustomers sample = new SampleCustomers(NOW);

  @Test
  void every_customer_has_a_number_and_an_address_of_their_own() {
    var customers = sample.all();

    assertThat(customers).hasSize(SampleCustomers.COUNT);
    assertThat(customers.stream().map(Customer::phone)).doesNotHaveDuplicates();
    assertThat(customers.stream().map(Customer::email)).doesNotHaveDuplicates();
    assertThat(customers.stream().map(Customer::email))
        .allMatch(email -> email.matches("[a-z0-9.]+@customers\\.example"));
  }

  @Test
  void the_numbers_are_read_as_they_are_written() {
    var phones = new PhoneNumbers("NL");

    assertThat(sample.all())
        .allSatisfy(
            customer -> assertThat(phones.e164(customer.phone())).contains(customer.phone()));
  }

  @Test
  void all_orders_fit_into_one_import_and_each_belongs_to_its_customer() {
    var orders = Json.read(sample.orders(), JsonNode.class).path("orders");
    var owners = new HashMap<String, String>();
    orders.forEach(order ->
        owners.put(order.path("number").asText(), order.at("/customer/phone").asText()));

    assertThat(orders.size()).isEqualTo(owners.size()).isBetween(400, ORDERS_MAX);
    assertThat(sample.all())
        .allSatisfy(customer -> assertThat(customer.orders())
            .isNotEmpty()
            .allSatisfy(number -> assertThat(owners.get(number)).isEqualTo(customer.phone())));
  }

  @Test
  void a_second_import_on_the_same_day_changes_nothing() {
    var later = new SampleCustomers(NOW.plusSeconds(3_600));

    assertThat(List.of(later.all(), Json.read(later.orders(), JsonNode.class)))
        .isEqualTo(List.of(sample.all(), Json.read(sample.orders(), JsonNode.class)));
  }
}
