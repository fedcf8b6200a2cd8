package tandem.desk.casework;

import io.vertx.core.Future;
import java.time.InstantSource;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.cases.CaseFile;
import tandem.cases.Cases;
import tandem.desk.Transactions;
import tandem.storage.Database;

/** Opens a case by hand, for what no contact has brought up yet. */
public final class OpenCase {

  private final Transactions transactions;
  private final Cases cases;
  private final InstantSource clock;

  public OpenCase(Database database, Cases cases, InstantSource clock) {
    this.transactions = new Transactions(database);
    this.cases = cases;
    this.clock = clock;
  }

  /** Opens it in a department: that of who asks. */
  public Future<CaseFile> open(
      CustomerId customer, CaseFile.Kind kind, String subject, DepartmentId department) {
    var now = clock.instant();
    return transactions.run(tx -> cases.open(tx, customer, kind, subject, department, now));
  }
}
