-- The outbox's side: the first message of no line is overdue by more than a minute.
SELECT o.key AS subject, o.kind || ' to ' || o.destination || ', tried ' || o.attempts || ' times' AS finding
  FROM outbox o
 WHERE o.delivered_at IS NULL
   AND o.given_up_at IS NULL
   AND o.next_at < clock_timestamp() - interval '60 seconds'
   AND NOT EXISTS (
         SELECT
           FROM outbox e
          WHERE e.destination = o.destination
            AND e.subject = o.subject
            AND e.id < o.id
            AND e.delivered_at IS NULL
            AND e.given_up_at IS NULL)
