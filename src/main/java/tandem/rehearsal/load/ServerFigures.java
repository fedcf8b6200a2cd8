package tandem.rehearsal.load;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tandem.base.Failure;
import tandem.rehearsal.FrontDoor;

/**
 * What a server counts itself, as it shows it at {@code /metrics} in the Prometheus text format.
 *
 * @param samples values by name and labels, as they are written
 */
record ServerFigures(Map<String, Double> samples) {

  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-z_:][^ #]*(?:\\{.*})?) ([^ \\n]+)");

  static Future<ServerFigures> at(FrontDoor management) {
    return management
        .send(HttpMethod.GET, "/metrics", Map.of(), "")
        .compose(answer -> answer.taken()
            ? Future.succeededFuture(read(answer.body()))
            : Future.failedFuture(
                new Failure.Conflict("GET /metrics was answered " + answer.inShort())));
  }

  static ServerFigures read(String text) {
    var samples = new TreeMap<String, Double>();
    SAMPLE
        .matcher(text)
        .results()
        .forEach(found -> samples.put(found.group(1), Double.parseDouble(found.group(2))));
    return new ServerFigures(samples);
  }

  /** The value of the one sample of that name with that label. */
  OptionalDouble value(String name, String label, String value) {
    var labelled = label + "=\"" + value + "\"";
    return samples.entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(name + "{"))
        .filter(sample -> sample.getKey().contains(labelled))
        .mapToDouble(Map.Entry::getValue)
        .findFirst();
  }
}
