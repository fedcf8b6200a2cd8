package tandem.rehearsal.crowd;

import tandem.base.Channel;

/** A customer writes an email. The visit is over when an agent has finished its contact. */
final class MailVisit extends Visit {

  MailVisit(Wish wish, Street street) {
    super(Channel.EMAIL, wish, street);
  }

  @Override
  void come() {
    street.visits().known(customer().email(), this);
    var text = "Hello,\n\n" + oneOf(wish.topic().openings()) + "\n"
        + oneOf(wish.topic().asides()) + "\n\nKind regards\n" + customer().name() + "\n";
    street
        .mails()
        .send(customer(), wish.topic().mailbox(), wish.filled(wish.topic().subject()), text)
        .onFailure(_ -> failed("the mail server did not take a mail"));
  }

  @Override
  void leave() {
    over();
  }
}
