-- Which customers have a word in their name, the shortest names first and of these the newest customers: a search reads the
-- first rows of a word, however many customers have it. It follows customer.words, which every version writes.
CREATE TABLE customer_word (
  word     text COLLATE "C" NOT NULL,
  size     integer     NOT NULL,  -- how many words the customer has
  since    timestamptz NOT NULL,  -- when the customer was made
  customer uuid        NOT NULL,
  words    tsvector    NOT NULL   -- all words of the customer: a search for several words needs no other row
);
CREATE UNIQUE INDEX customer_word_by_word ON customer_word (word, size, since DESC, customer);

-- Each word of a name, and what is left of it without one of its letters. Two words that differ by one typing error have
-- one of these forms in common. Words stay when nobody has them any more, and two transactions may write one twice: for
-- unique rows they would wait for each other.
CREATE TABLE name_form (
  form text COLLATE "C" NOT NULL,
  word text COLLATE "C" NOT NULL
);
CREATE INDEX name_form_by_form ON name_form (form, word);

-- Until which customer the tables hold the customers of earlier versions. The next node that starts fills them, part by
-- part, before it serves; no row means that they are full.
CREATE TABLE customer_word_filling (done_to uuid NOT NULL);
INSERT INTO customer_word_filling VALUES ('00000000-0000-0000-0000-000000000000');

-- The forms of a word. A word of one or two letters has none: one letter less or more makes any other of it.
CREATE FUNCTION name_forms(word text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT word WHERE length(word) BETWEEN 3 AND 40
   UNION
  SELECT left(word, place - 1) || substr(word, place + 1)
    FROM generate_series(1, length(word)) AS place
   WHERE length(word) BETWEEN 3 AND 40
$$;

CREATE FUNCTION keep_name_forms(words text[]) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO name_form (form, word)
  SELECT f.form, w.word
    FROM (SELECT DISTINCT n.word
            FROM unnest(words) AS n (word)
           WHERE length(n.word) BETWEEN 3 AND 40
             AND NOT EXISTS (SELECT FROM name_form k WHERE k.form = n.word AND k.word = n.word)) AS w
   CROSS JOIN LATERAL name_forms(w.word) AS f (form)
$$;

CREATE FUNCTION keep_customer_words() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.words IS NOT NULL THEN
    DELETE FROM customer_word w
     WHERE w.word = ANY (tsvector_to_array(OLD.words))
       AND w.size = length(OLD.words)
       AND w.since = OLD.created_at
       AND w.customer = OLD.id;
  END IF;
  IF NEW.words IS NOT NULL THEN
    INSERT INTO customer_word (word, size, since, customer, words)
    SELECT n.word, length(NEW.words), NEW.created_at, NEW.id, NEW.words
      FROM unnest(tsvector_to_array(NEW.words)) AS n (word)
    ON CONFLICT DO NOTHING;
    PERFORM keep_name_forms(tsvector_to_array(NEW.words));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER customer_named AFTER INSERT ON customer
  FOR EACH ROW WHEN (NEW.words <> ''::tsvector) EXECUTE FUNCTION keep_customer_words();
CREATE TRIGGER customer_renamed AFTER UPDATE OF words ON customer
  FOR EACH ROW WHEN (OLD.words IS DISTINCT FROM NEW.words) EXECUTE FUNCTION keep_customer_words();

-- Fills the tables for the next customers of earlier versions. Nodes that start together take turns. A customer who is
-- renamed at that moment waits for the end of the part, or the part for them.
CREATE FUNCTION fill_customer_words(most integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  begun uuid;
  part uuid[];
BEGIN
  SELECT done_to INTO begun FROM customer_word_filling FOR UPDATE;
  IF NOT FOUND THEN
    RETURN; -- another node has done it
  END IF;
  SELECT coalesce(array_agg(c.id), '{}') INTO part
    FROM (SELECT id FROM customer WHERE id > begun ORDER BY id LIMIT most FOR SHARE) AS c;
  IF part = '{}' THEN
    DELETE FROM customer_word_filling;
    RETURN;
  END IF;
  INSERT INTO customer_word (word, size, since, customer, words)
  SELECT n.word, length(c.words), c.created_at, c.id, c.words
    FROM customer c
   CROSS JOIN LATERAL unnest(tsvector_to_array(c.words)) AS n (word)
   WHERE c.id = ANY (part)
     AND c.words IS NOT NULL
  ON CONFLICT DO NOTHING;
  PERFORM keep_name_forms(array(SELECT DISTINCT n.word
                                  FROM customer c
                                 CROSS JOIN LATERAL unnest(tsvector_to_array(c.words)) AS n (word)
                                 WHERE c.id = ANY (part)));
  UPDATE customer_word_filling SET done_to = part[cardinality(part)];
END $$;

-- The search that used it reads customer_word now.
DROP INDEX customer_by_words;

-- The number of an order as people say it: "ord 1042" is ORD-1042.
CREATE FUNCTION number_as_said(number text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(lower(number), '[-#./_[:space:]]', '', 'g')
$$;
CREATE INDEX customer_order_as_said ON customer_order (number_as_said(number) COLLATE "C");
