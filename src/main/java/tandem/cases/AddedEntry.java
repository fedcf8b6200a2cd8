package tandem.cases;

import tandem.base.CustomerId;

/** An entry that now stands on a timeline, and whose history it is part of. */
public record AddedEntry(CustomerId customer, Entry entry) {}
