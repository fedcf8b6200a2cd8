-- An open contact waits, is offered, or has a live holder; its row says what its last fact says.
SELECT c.id::text AS subject, 'state ' || c.state || ' with ' || count(o.*) || ' pending offers' AS finding
  FROM contact c LEFT JOIN offer o ON o.contact = c.id AND o.state = 'pending'
 GROUP BY c.id
HAVING (c.state = 'offered') <> (count(o.*) = 1)
UNION ALL
SELECT c.id::text, 'state ' || c.state || ' without an agent'
  FROM contact c
 WHERE c.state IN ('connecting', 'connected', 'held', 'wrap_up') AND c.agent IS NULL
UNION ALL
SELECT last.contact::text, 'last fact ' || last.kind || ' but state ' || COALESCE(c.state, 'none')
  FROM (SELECT DISTINCT ON (contact) contact, kind, body
          FROM fact
         WHERE contact IS NOT NULL AND kind NOT IN ('identified', 'heard', 'left_early', 'linked')
           AND NOT (kind = 'moved' AND agent IS NULL)
         ORDER BY contact, seq DESC) last
  LEFT JOIN contact c ON c.id = last.contact
  LEFT JOIN channel_terms t ON t.channel = c.channel
 WHERE c.state IS DISTINCT FROM
       CASE last.kind
         WHEN 'scheduled' THEN 'scheduled' WHEN 'cancelled' THEN 'closed' WHEN 'moved' THEN 'queued'
         WHEN 'queued' THEN 'queued' WHEN 'offered' THEN 'offered' WHEN 'offer_closed' THEN 'queued'
         WHEN 'accepted' THEN
           CASE WHEN last.body ? 'bridge_by' OR t.link = 'bridged' THEN 'connecting' ELSE 'connected' END
         WHEN 'connected' THEN 'connected' WHEN 'bridge_failed' THEN 'queued' WHEN 'came_back' THEN 'queued'
         WHEN 'held' THEN 'held' WHEN 'resumed' THEN 'connected' WHEN 'abandoned' THEN 'closed'
         WHEN 'wrap_up_began' THEN 'wrap_up' WHEN 'finished' THEN 'closed' END
