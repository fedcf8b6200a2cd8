package tandem.console.agents;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.cases.Claim;
import tandem.conversations.Glance;
import tandem.conversations.Message;
import tandem.desk.casework.ClaimDesk;
import tandem.desk.casework.Drafts;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.customers.Pop;
import tandem.desk.customers.ScreenPop;
import tandem.desk.floor.Catalogues;
import tandem.desk.floor.KnownCatalogues;

/**
 * The parts of the desk that screens read from.
 *
 * @param practice whether calls are only practised, without telephones
 */
public record DeskSources(
    ScreenPop pops,
    ClaimDesk claiming,
    Drafts drafting,
    ConversationDesk talks,
    KnownCatalogues known,
    boolean practice)
    implements Desks.Sources {

  private static final int MESSAGES_AT_ONCE_MAX = 100;

  @Override
  public Future<Buffer> pop(ContactId contact, CustomerId customer) {
    return pops.of(contact).map(Pop::json);
  }

  @Override
  public Future<List<Claim>> claims(CustomerId customer) {
    return claiming.of(customer);
  }

  @Override
  public Future<List<Drafts.Kept>> drafts(AgentId agent) {
    return drafting.of(agent);
  }

  @Override
  public Future<Optional<Glance>> glance(ConversationId conversation) {
    return talks
        .glances(List.of(conversation))
        .map(found -> Optional.ofNullable(found.get(conversation)));
  }

  @Override
  public Future<List<Message>> messages(ConversationId conversation, int after) {
    return talks.after(conversation, after, MESSAGES_AT_ONCE_MAX);
  }

  @Override
  public Catalogues catalogues() {
    return known.now();
  }

  @Override
  public boolean isPractice() {
    return practice;
  }
}
