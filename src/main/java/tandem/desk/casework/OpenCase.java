package tandem.desk.casework;

import io.vertx.core.Future;
import java.time.InstantSource;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.cases.CaseFile;
import tandem.cases.Cases;
import tandem.desk.Transactions;
import tandem.storage.Database;

/** The opening of a case by hand, for a problem without a contact. */
public final class OpenCase {

  private final Transactions transactions;
  private final Cases cases;
  private final InstantSource clock;

  public OpenCase(Database database, Cases cases, InstantSource clock) {
    this.transactions = new Transactions(database);
    this.cases = cases;
    this.clock = clock;
  }

  /** Opens a case in the department of its author. */
  public Future<CaseFile> open(
      CustomerId customer, CaseFile.Kind kind, String subject, DepartmentId department) {
    var now = clock.instant();
    return transactions.run(tx -> cases.open(tx, customer, kind, subject, department, now));
  }
}
