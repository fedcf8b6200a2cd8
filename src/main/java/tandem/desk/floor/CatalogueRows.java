package tandem.desk.floor;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import tandem.cases.OutcomeKinds;
import tandem.cases.RemedyKinds;
import tandem.conversations.Sites;
import tandem.customers.Segments;

/** The catalogues in the rooms' tables. */
public record CatalogueRows(
    Segments segments, OutcomeKinds outcomes, RemedyKinds remedies, Sites sites) {

  public CatalogueRows() {
    this(new Segments(), new OutcomeKinds(), new RemedyKinds(), new Sites());
  }

  /** Reads all catalogues. */
  Future<Catalogues> all(SqlClient sql) {
    var reading =
        Future.all(segments.all(sql), outcomes.all(sql), remedies.all(sql), sites.all(sql));
    return reading.map(read ->
        new Catalogues(read.resultAt(0), read.resultAt(1), read.resultAt(2), read.resultAt(3)));
  }

  /** Defines or changes these parts, with statements that are sent together. */
  public List<Future<Void>> write(SqlConnection tx, Catalogues changes) {
    var steps = new ArrayList<Future<Void>>();
    if (!changes.segments().isEmpty()) {
      steps.add(segments.write(tx, changes.segments()));
    }
    if (!changes.outcomes().isEmpty()) {
      steps.add(outcomes.write(tx, changes.outcomes()));
    }
    if (!changes.remedies().isEmpty()) {
      steps.add(remedies.write(tx, changes.remedies()));
    }
    if (!changes.sites().isEmpty()) {
      steps.add(sites.write(tx, changes.sites()));
    }
    return steps;
  }
}
