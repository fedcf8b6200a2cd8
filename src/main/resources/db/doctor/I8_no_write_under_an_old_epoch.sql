-- The journal is contiguous, ends where the floor says, and its epochs never fall.
SELECT floor || '/' || seq AS subject, 'epoch ' || epoch || ' after ' || before AS finding
  FROM (SELECT floor, seq, epoch, lag(epoch) OVER (PARTITION BY floor ORDER BY seq) AS before FROM fact) f
 WHERE epoch < before
UNION ALL
SELECT floor || '/' || seq, 'follows ' || COALESCE(before, 0)
  FROM (SELECT floor, seq, lag(seq) OVER (PARTITION BY floor ORDER BY seq) AS before FROM fact) f
 WHERE seq <> COALESCE(before, 0) + 1
UNION ALL
SELECT f.id, 'floor at ' || f.seq || ', journal at ' || COALESCE(max(j.seq), 0)
  FROM floor f LEFT JOIN fact j ON j.floor = f.id
 GROUP BY f.id
HAVING f.seq <> COALESCE(max(j.seq), 0)
