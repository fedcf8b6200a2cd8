-- Whoever ranks lower in the same queue is offered first, but for an agent who declined or missed them in the last 30 s.
-- Looks at the last two days.
WITH steps AS (
  SELECT f.floor, f.contact, f.seq, f.kind, f.at,
         lead(f.seq) OVER (PARTITION BY f.contact ORDER BY f.seq) AS until_seq
    FROM fact f
   WHERE f.contact IS NOT NULL
     AND f.at > clock_timestamp() - interval '2 days'
     AND f.kind IN ('queued', 'offered', 'offer_closed', 'accepted', 'bridge_failed', 'came_back', 'abandoned')),
waits AS (
  SELECT s.floor, s.contact, c.queue, c.rank, s.seq AS from_seq, COALESCE(s.until_seq, 9223372036854775807) AS until_seq
    FROM steps s JOIN contact c ON c.id = s.contact
   WHERE s.kind IN ('queued', 'offer_closed', 'bridge_failed', 'came_back')),
offers AS (
  SELECT f.floor, f.seq, f.at, f.contact, f.agent, c.queue, c.rank
    FROM fact f JOIN contact c ON c.id = f.contact
   WHERE f.kind = 'offered'
     AND f.at > clock_timestamp() - interval '2 days')
SELECT o.contact::text AS subject, 'offered to ' || o.agent || ' before ' || w.contact || ', who ranks lower' AS finding
  FROM offers o
  JOIN waits w ON w.floor = o.floor AND w.queue = o.queue AND w.contact <> o.contact
   AND w.from_seq < o.seq AND w.until_seq > o.seq
   AND (w.rank, w.contact) < (o.rank, o.contact)
 WHERE NOT EXISTS (
   SELECT 1 FROM fact no
    WHERE no.contact = w.contact AND no.agent = o.agent
      AND no.kind IN ('offer_closed', 'bridge_failed')
      AND no.seq < o.seq AND no.at > o.at - interval '31 seconds')
