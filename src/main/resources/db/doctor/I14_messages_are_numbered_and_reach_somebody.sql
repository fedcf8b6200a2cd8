-- Messages are numbered 1, 2, 3 ... in order. A conversation has one open contact at most, and the floor has it too: until
-- routing has it, an outbox message is on its way. A contact that has ended for the timelines is over for its conversation.
-- No message of a customer is without a contact, and no message of ours is queued without being on its way. An open chat
-- has a time until which its visitor may be away, and a rating is on the timeline.
SELECT c.id::text AS subject,
       'messages ' || c.messages || ', counted ' || count(m.*) || ', last ' || coalesce(max(m.number), 0) AS finding
  FROM conversation c LEFT JOIN message m ON m.conversation = c.id
 GROUP BY c.id
HAVING c.messages <> count(m.*) OR c.messages <> coalesce(max(m.number), 0)
UNION ALL
SELECT c.id::text, 'turns ' || c.turns || ', counted ' || count(t.*) || ', open ' || count(t.*) FILTER (WHERE t.ended_at IS NULL)
                   || ', the open contact is ' || coalesce(c.contact::text, 'none')
  FROM conversation c LEFT JOIN conversation_contact t ON t.conversation = c.id
 GROUP BY c.id
HAVING c.turns <> count(t.*)
    OR count(t.*) FILTER (WHERE t.ended_at IS NULL) <> CASE WHEN c.contact IS NULL THEN 0 ELSE 1 END
    OR count(t.*) FILTER (WHERE t.ended_at IS NULL AND t.contact IS DISTINCT FROM c.contact) > 0
UNION ALL
SELECT c.contact::text, 'open contact of conversation ' || c.id || ' is unknown to routing, and no message is on its way'
  FROM conversation c
 WHERE c.contact IS NOT NULL
   AND NOT EXISTS (SELECT FROM contact k WHERE k.id = c.contact)
   AND NOT EXISTS (SELECT FROM outbox o WHERE o.key = 'arrived:' || c.contact AND o.delivered_at IS NULL AND o.given_up_at IS NULL)
UNION ALL
SELECT c.contact::text, 'contact is over, conversation ' || c.id || ' still has it'
  FROM conversation c
  JOIN fact f ON f.contact = c.contact AND f.kind IN ('finished', 'abandoned')
  JOIN projector_cursor p ON p.projector = 'timeline' AND p.floor = f.floor AND f.seq <= p.seq
UNION ALL
SELECT m.conversation::text, 'message ' || m.number || ' of the customer has no contact'
  FROM message m
 WHERE m.direction = 'in'
   AND m.contact IS NULL
UNION ALL
SELECT m.conversation::text, 'message ' || m.number || ' is queued, and nothing sends it'
  FROM message m
  JOIN conversation c ON c.id = m.conversation
 WHERE m.direction = 'out'
   AND m.delivery = 'queued'
   AND c.channel <> 'chat'
   AND NOT EXISTS (SELECT FROM outbox o
                    WHERE o.key = 'say:' || m.conversation || ':' || m.number || ':' || m.tries
                      AND o.delivered_at IS NULL
                      AND o.given_up_at IS NULL)
UNION ALL
SELECT a.conversation::text, 'attachment ' || a.place || ' of message ' || a.number || ' has ' || coalesce(sum(length(p.content)), 0)
                             || ' bytes of ' || a.size
  FROM attachment a
  LEFT JOIN blob b ON b.sha256 = a.sha256
  LEFT JOIN blob_piece p ON p.upload = b.upload
 GROUP BY a.conversation, a.number, a.place, a.size
HAVING coalesce(sum(length(p.content)), 0) <> a.size
UNION ALL
SELECT c.contact::text, 'chat is open, and there is no time until which its visitor may be away'
  FROM conversation c
 WHERE c.channel = 'chat'
   AND c.contact IS NOT NULL
   AND NOT EXISTS (SELECT FROM visit v WHERE v.conversation = c.id)
   AND NOT EXISTS (SELECT FROM contact k WHERE k.id = c.contact AND k.state IN ('wrap_up', 'closed'))
UNION ALL
SELECT r.contact::text, 'rating is not on a timeline'
  FROM rating r
 WHERE NOT EXISTS (SELECT FROM timeline_entry e WHERE e.contact = r.contact AND e.kind = 'rating')
