package tandem.rehearsal.crowd;

import java.util.List;

/**
 * The demo's script: what its simulated customers and agents say. Nobody understands anything here:
 * an agent recognizes a topic by a word, and says a prepared sentence of it.
 */
final class Script {

  /** The shop's number for text messages. */
  static final String TEXTS = "+31970105678";

  /** What customers write when they have got what they wanted. */
  static final List<String> THANKS =
      List.of("Thank you!", "Great, thanks for your help.", "Perfect, that helps.", "OK, thanks.");

  /** Why agents take a break: reasons of the sample floor. */
  static final List<String> BREAKS = List.of("break", "break", "lunch", "training", "meeting");

  static final List<String> REMEDIES = List.of("replacement", "refund", "credit");

  static final Topic DELIVERY = new Topic(
      "Where is order {order}?",
      "+31201234501",
      "shop-orders",
      "orders@shop.example",
      List.of("where is", "not arrived", "tracking"),
      List.of(
          "Hello, where is my order {order}? It should have been here on Tuesday.",
          "My parcel {order} has not arrived yet. Can you have a look?",
          "The tracking of {order} has not changed for three days."),
      List.of("Could it be at a neighbour?", "I need it before the weekend."),
      List.of(
          "I have looked it up: {order} is on its way and should be with you tomorrow.",
          "Sorry about the wait. I have asked the carrier about {order} and let you know today."),
      List.of(
          "I have noted it on your order, so that every colleague sees it.",
          "The carrier delivers until 9 in the evening. If it does not come, we send it again."),
      List.of("Asked where the order is. Told the date of delivery.", "Tracing started."),
      List.of("answered", "with_carrier", "call_back_promised"));

  static final Topic DAMAGED = new Topic(
      "{order} came damaged",
      "+31201234502",
      "shop-orders",
      "orders@shop.example",
      List.of("broken", "damaged", "cracked"),
      List.of(
          "Hi, the blender of order {order} came broken.",
          "Order {order} was damaged in transit, the box was open.",
          "The glass bowl of {order} is cracked. What now?"),
      List.of("I still have the box.", "I have thrown the box away, is that a problem?"),
      List.of(
          "I am sorry about that. You need not send {order} back; I look what we can do.",
          "That should not happen. I have noted the damage on {order}."),
      List.of(
          "It is arranged. You get a confirmation by email.",
          "Keep the parts for a week, please, in case the carrier wants to see them."),
      List.of("Came damaged, the customer has a photo.", "Damage in transit."),
      List.of("remedy_given", "with_carrier", "answered"));

  static final Topic HELP = new Topic(
      "How does it work?",
      "+31201234503",
      "shop-help",
      "help@shop.example",
      List.of("switch on", "descale", "manual", "beeps"),
      List.of(
          "My coffee machine does not switch on. It is from order {order}.",
          "How often must I descale the kettle of {order}?",
          "There was no manual in the box of {order}.",
          "The oven of order {order} beeps all the time."),
      List.of("I have tried that already.", "Is it in the guarantee?"),
      List.of(
          "Please hold the button for five seconds; then the light turns green.",
          "Once a month is enough. Half a litre of water and two spoons of citric acid do it."),
      List.of(
          "I have sent you the manual by email.",
          "If it happens again, tell us, and we send somebody."),
      List.of("Explained how it works.", "Sent the manual."),
      List.of("answered", "no_fault_found"));

  static final Topic COMPLAINT = new Topic(
      "A complaint about {order}",
      "+31201234504",
      "shop-help",
      "help@shop.example",
      List.of("complain", "third time", "disappointed"),
      List.of(
          "I want to complain about order {order}.",
          "This is the third time that I write about {order}.",
          "I am disappointed: {order} is not what was in the picture."),
      List.of("Nobody has called me back.", "I have been a customer for ten years."),
      List.of(
          "I am sorry. I have read the whole story of {order} and take care of it now.",
          "You are right, that took too long. I have {order} in front of me."),
      List.of(
          "I have written down what we agreed on, and nobody will ask you again.",
          "You get an answer in writing today."),
      List.of("Complaint taken down. Apologized.", "Complaint: several contacts about one order."),
      List.of("remedy_given", "call_back_promised", "answered"));

  static final Topic RETURN = new Topic(
      "Sending {order} back",
      "+31201234505",
      "shop-returns",
      "help@shop.example",
      List.of("send back", "return", "exchange"),
      List.of(
          "I would like to send back a part of order {order}.",
          "How can I return {order}? It is too big for my kitchen.",
          "Can I exchange the pan of {order} for the smaller one?"),
      List.of("Who pays for the parcel?", "I do not have a printer for the label."),
      List.of(
          "Of course. I have sent you the label for {order}; any parcel shop takes it.",
          "You have 30 days for {order}. I have made a return for it."),
      List.of(
          "The money is back within three days after the parcel is here.",
          "A code on your phone is enough, you need not print anything."),
      List.of("Return made, label sent.", "Wants another size."),
      List.of("return_expected", "answered"));

  static final Topic CHANGE = new Topic(
      "A change of order {order}",
      "+31201234506",
      "shop-orders",
      "orders@shop.example",
      List.of("new address", "colour", "cancel"),
      List.of(
          "I have a new address, can {order} still go there?",
          "Can you change the colour in order {order}?",
          "Please cancel the second item of {order}."),
      List.of("The name on the door is the same.", "Does that cost anything?"),
      List.of(
          "It is changed. {order} leaves our warehouse today.",
          "I have noted the change on {order}."),
      List.of("You get a new confirmation by email.", "It costs nothing."),
      List.of("Order changed as wished.", "Asked for a change before it was sent."),
      List.of("order_changed", "answered"));

  /** Each as often as it comes. */
  static final List<Topic> TOPICS = List.of(
      DELIVERY, DELIVERY, DELIVERY, DAMAGED, DAMAGED, HELP, HELP, COMPLAINT, RETURN, RETURN,
      CHANGE);

  private Script() {}

  /** The topic of a customer's text; delivery if no word of it is known. */
  static Topic topicOf(String text) {
    return TOPICS.stream().filter(topic -> topic.isMeantBy(text)).findFirst().orElse(DELIVERY);
  }

  static String filled(String sentence, String order) {
    return sentence.replace("{order}", order);
  }
}
