package tandem.console.agents;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.cases.Claim;
import tandem.desk.casework.ClaimDesk;
import tandem.desk.casework.Drafts;
import tandem.desk.customers.Pop;
import tandem.desk.customers.ScreenPop;
import tandem.desk.floor.Catalogues;
import tandem.desk.floor.KnownCatalogues;

/** The parts of the desk that screens read from. */
public record DeskSources(
    ScreenPop pops, ClaimDesk claiming, Drafts drafting, KnownCatalogues known)
    implements Desks.Sources {

  @Override
  public Future<Buffer> pop(ContactId contact, CustomerId customer) {
    return pops.of(contact).map(Pop::json);
  }

  @Override
  public Future<List<Claim>> claims(CustomerId customer) {
    return claiming.of(customer);
  }

  @Override
  public Future<List<Drafts.Draft>> drafts(AgentId agent) {
    return drafting.of(agent);
  }

  @Override
  public Catalogues catalogues() {
    return known.now();
  }
}
