-- Slots: one call, three chats, five emails, offers counted; a call leaves room for nothing else.
WITH work AS (
  SELECT agent, channel, count(*) AS n
    FROM (SELECT agent, channel FROM contact
           WHERE state IN ('connecting', 'connected', 'held', 'wrap_up')
          UNION ALL
          SELECT agent, channel FROM offer WHERE state = 'pending') w
   GROUP BY agent, channel)
SELECT agent AS subject, n || ' of channel ' || channel AS finding
  FROM work
 WHERE n > CASE channel WHEN 'call' THEN 1 WHEN 'chat' THEN 3 ELSE 5 END
UNION ALL
SELECT o.agent, 'offered a ' || o.channel || ' during a call'
  FROM offer o JOIN contact c ON c.agent = o.agent AND c.channel = 'call'
   AND c.state IN ('connecting', 'connected', 'held', 'wrap_up')
 WHERE o.state = 'pending'
