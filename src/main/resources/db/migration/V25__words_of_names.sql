-- By which words a customer is found, as customers.NameWords makes them of the name. The server writes them with every
-- name; where they are NULL (the customers of before, and those an older node writes while nodes are exchanged) the next
-- node that starts makes them, before it serves.
ALTER TABLE customer ADD COLUMN words tsvector;
CREATE INDEX customer_without_words ON customer (id) WHERE words IS NULL;

DROP INDEX customer_by_words;
CREATE INDEX customer_by_words ON customer USING gin (words);
