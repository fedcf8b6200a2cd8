package tandem.desk.timeline;

import tandem.cases.AddedEntry;

/**
 * Hears of entries that were added to timelines, after their commit, on any node. Called on the
 * feed's event loop: it must not wait. News may be lost with the bus; a screen sees it with its
 * next snapshot.
 */
@FunctionalInterface
public interface TimelineListener {
  void added(AddedEntry entry);
}
