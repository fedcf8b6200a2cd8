-- No offer is pending two seconds past its deadline; the first five seconds after a takeover do not count.
SELECT o.contact::text || '/' || o.attempt AS subject, 'due at ' || o.expires_at AS finding
  FROM offer o JOIN contact c ON c.id = o.contact JOIN floor f ON f.id = c.floor
 WHERE o.state = 'pending'
   AND o.expires_at < clock_timestamp() - interval '2 seconds'
   AND f.taken_at < clock_timestamp() - interval '5 seconds'
