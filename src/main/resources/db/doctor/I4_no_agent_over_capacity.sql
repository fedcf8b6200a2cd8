-- Slots as the floor document has them, of the channel or of the agent, offers counted; what an agent has blocks offers
-- of other channels.
WITH work AS (
  SELECT agent, channel, count(*) AS n
    FROM (SELECT agent, channel FROM contact
           WHERE state IN ('connecting', 'connected', 'held', 'wrap_up')
          UNION ALL
          SELECT agent, channel FROM offer WHERE state = 'pending') w
   GROUP BY agent, channel)
SELECT w.agent AS subject, w.n || ' of channel ' || w.channel || ' in ' || s.slots || ' slots' AS finding
  FROM work w
  JOIN agent a ON a.id = w.agent
  JOIN channel_terms t ON t.channel = w.channel
 CROSS JOIN LATERAL (SELECT COALESCE((a.body -> 'slots' ->> w.channel)::int, t.slots) AS slots) s
 WHERE w.n > s.slots
UNION ALL
SELECT o.agent, 'offered a ' || o.channel || ' during a ' || c.channel
  FROM offer o
  JOIN contact c ON c.agent = o.agent AND c.state IN ('connecting', 'connected', 'held', 'wrap_up')
  JOIN channel_terms t ON t.channel = c.channel
 WHERE o.state = 'pending'
   AND o.channel = ANY (t.blocks)
