package tandem.cases;

import tandem.base.CustomerId;

/** An entry that was added to a timeline, with the customer of the history. */
public record AddedEntry(CustomerId customer, Entry entry) {}
