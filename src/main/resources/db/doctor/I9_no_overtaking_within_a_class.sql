-- Whoever ranks lower in the same queue is offered first, but for an agent who declined, missed or passed them on in the
-- last 30 s, and for a contact that waits for one agent alone. Looks at the last two days.
WITH steps AS (
  SELECT f.floor, f.contact, f.seq, f.kind, f.at,
         lead(f.seq) OVER (PARTITION BY f.contact ORDER BY f.seq) AS until_seq
    FROM fact f
   WHERE f.contact IS NOT NULL
     AND f.at > clock_timestamp() - interval '2 days'
     AND f.kind IN
       ('queued', 'moved', 'offered', 'offer_closed', 'accepted', 'bridge_failed', 'came_back', 'abandoned')),
places AS (
  SELECT f.contact, f.seq AS from_seq,
         COALESCE(lead(f.seq) OVER (PARTITION BY f.contact ORDER BY f.seq), 9223372036854775807) AS until_seq,
         COALESCE(f.body ->> 'queue', f.body -> 'to' ->> 'queue') AS queue,
         c.arrived_at - make_interval(secs => (f.body ->> 'head_start')::double precision) AS rank
    FROM fact f JOIN contact c ON c.id = f.contact
   WHERE f.kind IN ('queued', 'moved')
     AND f.contact IN (SELECT contact FROM steps)),
waits AS (
  SELECT s.floor, s.contact, p.queue, p.rank, s.seq AS from_seq, COALESCE(s.until_seq, 9223372036854775807) AS until_seq
    FROM steps s JOIN places p ON p.contact = s.contact AND p.from_seq <= s.seq AND p.until_seq > s.seq
   WHERE s.kind IN ('queued', 'moved', 'offer_closed', 'bridge_failed', 'came_back')),
offers AS (
  SELECT f.floor, f.seq, f.at, f.contact, f.agent, p.queue, p.rank
    FROM fact f JOIN places p ON p.contact = f.contact AND p.from_seq < f.seq AND p.until_seq > f.seq
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
      AND no.kind IN ('offer_closed', 'bridge_failed', 'moved')
      AND no.seq < o.seq AND no.at > o.at - interval '31 seconds')
