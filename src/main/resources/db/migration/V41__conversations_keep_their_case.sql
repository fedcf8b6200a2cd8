-- The contact that was before a contact in its conversation.
CREATE VIEW cases_conversation AS
  SELECT t.contact, p.contact AS previous
    FROM conversation_contact t
    JOIN conversation_contact p ON p.conversation = t.conversation AND p.turn = t.turn - 1;

-- As before, except that a contact of a conversation goes on with the case of the contact before it, if that is a case of
-- its customer.
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
    SELECT a.contact, a.living, l.case_id IS NOT NULL, k.id, k.customer, k.state, k.waiting_on, k.touched_at,
           l.case_id IS NULL AND EXISTS (SELECT FROM case_contact v WHERE v.case_id = k.id)
      FROM (SELECT n.contact, found[array_position(asked, n.customer)] AS living
              FROM unnest(contacts, customers) AS n (contact, customer)) AS a
      LEFT JOIN case_contact l ON l.contact = a.contact
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
                      f.touched_at DESC, f.number DESC
             LIMIT 1)) AS k ON true;
END $$;
