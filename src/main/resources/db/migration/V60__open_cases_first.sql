-- As before, except that a contact goes to a case of its customer that is still open or waiting rather than to one that
-- is resolved or closed, even if the latter changed later. An open case that has rested a month longer does not count:
-- a contact does not come back to it any more.
CREATE OR REPLACE FUNCTION cases_taken(contacts uuid[], customers uuid[])
RETURNS TABLE (contact uuid, living uuid, attached boolean, id uuid, customer uuid, state text, waiting_on text,
               touched_at timestamptz, visited boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  asked uuid[];
  found uuid[];
BEGIN
  LOOP
    SELECT coalesce(array_agg(t.id), '{}'), coalesce(array_agg(t.living), '{}')
      INTO asked, found
      FROM (SELECT o.id, history_changed(o.id) AS living
              FROM (SELECT n.id FROM unnest(customers) AS n (id) WHERE n.id IS NOT NULL
                     UNION
                    SELECT f.customer
                      FROM case_contact l JOIN case_file f ON f.id = l.case_id
                     WHERE l.contact = ANY (contacts)
                     ORDER BY 1 OFFSET 0) AS o) AS t;
    -- a case may have been given to another customer while this waited
    EXIT WHEN NOT EXISTS (SELECT
                            FROM case_contact l JOIN case_file f ON f.id = l.case_id
                           WHERE l.contact = ANY (contacts)
                             AND f.customer <> ALL (asked)
                             AND f.customer <> ALL (array_remove(found, NULL)));
  END LOOP;
  RETURN QUERY
    SELECT a.contact, a.living, l.case_id IS NOT NULL, k.id, k.customer, k.state, k.waiting_on,
           CASE WHEN k.id = about.id THEN greatest(k.touched_at, about.opened_at) ELSE k.touched_at END,
           l.case_id IS NULL AND EXISTS (SELECT FROM case_contact v WHERE v.case_id = k.id)
      FROM (SELECT n.contact, found[array_position(asked, n.customer)] AS living
              FROM unnest(contacts, customers) AS n (contact, customer)) AS a
      LEFT JOIN case_contact l ON l.contact = a.contact
      LEFT JOIN LATERAL (
           SELECT f.id, n.opened_at
             FROM cases_named_order n
             JOIN case_file f ON f.customer = a.living AND f.state IN ('open', 'waiting')
            WHERE l.case_id IS NULL
              AND n.contact = a.contact
              AND n.customer = a.living
              AND (EXISTS (SELECT
                             FROM remedy r JOIN cases_order_line i ON i.id = r.order_line
                            WHERE r.case_id = f.id AND i.order_id = n.order_id)
                   OR EXISTS (SELECT
                                FROM case_contact c JOIN cases_named_order m ON m.contact = c.contact
                               WHERE c.case_id = f.id AND m.order_id = n.order_id)
                   OR position(' ' || lower(n.order_number) || ' '
                               IN ' ' || regexp_replace(lower(f.subject), '[][(){}<>"''.,:;!?#]', ' ', 'g') || ' ') > 0)
            ORDER BY f.touched_at DESC, f.number DESC
            LIMIT 1) AS about ON true
      LEFT JOIN LATERAL (
           SELECT f.* FROM case_file f WHERE f.id = l.case_id
            UNION ALL
           (SELECT f.*
              FROM case_file f
             WHERE l.case_id IS NULL
               AND f.customer = a.living
             ORDER BY f.id IS NOT DISTINCT FROM (SELECT b.case_id
                                                   FROM cases_conversation v JOIN case_contact b ON b.contact = v.previous
                                                  WHERE v.contact = a.contact) DESC,
                      f.id IS NOT DISTINCT FROM about.id DESC,
                      f.state IN ('open', 'waiting')
                        AND f.touched_at > max(f.touched_at) OVER () - interval '30 days' DESC,
                      f.touched_at DESC, f.number DESC
             LIMIT 1)) AS k ON true;
END $$;
