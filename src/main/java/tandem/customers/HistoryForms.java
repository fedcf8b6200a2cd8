package tandem.customers;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import tandem.base.CustomerId;

/** The serialized form of histories in the grid: an envelope around the bytes that are sent. */
final class HistoryForms {

  private HistoryForms() {}

  static List<CompactSerializer<?>> all() {
    return List.of(new OfCustomer(), new OfHistory(), new OfReplacing());
  }

  private static final class OfCustomer implements CompactSerializer<CustomerId> {
    @Override
    public void write(CompactWriter out, CustomerId id) {
      out.writeInt64("high", id.value().getMostSignificantBits());
      out.writeInt64("low", id.value().getLeastSignificantBits());
    }

    @Override
    public CustomerId read(CompactReader in) {
      return new CustomerId(new UUID(in.readInt64("high"), in.readInt64("low")));
    }

    @Override
    public String getTypeName() {
      return "customer";
    }

    @Override
    public Class<CustomerId> getCompactClass() {
      return CustomerId.class;
    }
  }

  private static final class OfHistory implements CompactSerializer<CustomerHistory> {
    @Override
    public void write(CompactWriter out, CustomerHistory history) {
      out.writeCompact("customer", history.customer());
      out.writeInt64("version", history.version());
      out.writeArrayOfInt8("json", history.json().getBytes());
    }

    @Override
    public CustomerHistory read(CompactReader in) {
      return new CustomerHistory(
          Objects.requireNonNull(in.<CustomerId>readCompact("customer")),
          in.readInt64("version"),
          Buffer.buffer(Objects.requireNonNull(in.readArrayOfInt8("json"))));
    }

    @Override
    public String getTypeName() {
      return "history";
    }

    @Override
    public Class<CustomerHistory> getCompactClass() {
      return CustomerHistory.class;
    }
  }

  private static final class OfReplacing implements CompactSerializer<HistoryCache.ReplaceIfNewer> {
    @Override
    public void write(CompactWriter out, HistoryCache.ReplaceIfNewer replacing) {
      out.writeCompact("history", replacing.history());
    }

    @Override
    public HistoryCache.ReplaceIfNewer read(CompactReader in) {
      return new HistoryCache.ReplaceIfNewer(
          Objects.requireNonNull(in.<CustomerHistory>readCompact("history")));
    }

    @Override
    public String getTypeName() {
      return "history_replacing";
    }

    @Override
    public Class<HistoryCache.ReplaceIfNewer> getCompactClass() {
      return HistoryCache.ReplaceIfNewer.class;
    }
  }
}
