package tandem.desk.casework;

import static tandem.cases.Ground.REPLACEMENT;
import static tandem.cases.Ground.TOM;
import static tandem.cases.Ground.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import tandem.base.CaseId;
import tandem.base.CustomerId;
import tandem.base.OrderLineId;
import tandem.base.RemedyId;
import tandem.cases.Author;
import tandem.cases.Ground;
import tandem.cases.Remedy;
import tandem.customers.OrderBatch;
import tandem.customers.Orders;
import tandem.customers.Orders.Imported;
import tandem.customers.PhoneNumbers;
import tandem.desk.DeskGround;
import tandem.document.Json;

/** A desk that gives remedies, and a shop that sends its orders repeatedly. */
final class ShopGround implements AutoCloseable {

  final DeskGround desk;
  final Ground ground;
  private final PhoneNumbers phones;
  private final Orders orders;
  private int keys;

  ShopGround(Vertx vertx) {
    desk = new DeskGround(vertx);
    ground = desk.ground;
    phones = desk.rooms.phones();
    orders = desk.rooms.orders();
  }

  @Override
  public void close() {
    desk.close();
  }

  Future<Imported> send(String... orders) {
    try {
      return this.orders.take(OrderBatch.read(
          Json.MAPPER.readTree("{\"orders\": [" + String.join(",", orders) + "]}"), phones));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static String order(String number, CustomerId customer, String currency, List<String> lines) {
    return """
        {"number": "%s", "customer": {"id": "%s"}, "state": "delivered", "currency": "%s",
         "placed_at": "2026-01-20T10:00:00Z", "lines": [%s]}
        """.formatted(number, customer, currency, String.join(",", lines));
  }

  /** A replacement for one unit. */
  Future<Remedy> replace(CaseId caseId, OrderLineId line, int unit) {
    return give(caseId, line, unit, "key-" + keys++);
  }

  Future<Remedy> give(CaseId caseId, OrderLineId line, int unit, String key) {
    return Ground.patiently(() -> desk.giveRemedy.give(
        request(key, caseId, REPLACEMENT, Optional.of(line), unit), Author.of(TOM)));
  }

  void settle(RemedyId remedy, Remedy.State state) {
    desk.giveRemedy
        .settle(remedy, state, "the shop says so", Optional.empty(), DeskGround.by("shop", true))
        .await();
  }
}
