package tandem.cases;

import java.time.Instant;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.QueueId;

/** An arriving contact that needs a case. */
public record NewContact(ContactId contact, CustomerId customer, QueueId queue, Instant arrived) {

  NewContact of(CustomerId other) {
    return new NewContact(contact, other, queue, arrived);
  }
}
