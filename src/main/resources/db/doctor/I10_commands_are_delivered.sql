-- The outbox's side: nothing is overdue by more than a minute.
SELECT key AS subject, kind || ' to ' || destination || ', tried ' || attempts || ' times' AS finding
  FROM outbox
 WHERE delivered_at IS NULL
   AND given_up_at IS NULL
   AND next_at < clock_timestamp() - interval '60 seconds'
