-- Texts as people look for them: upper and lower case are equal, and accents do not count.
CREATE FUNCTION folded_text(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(lower(normalize(words, NFKD)), '[\u0300-\u036f]', '', 'g')
$$;

-- The parts of an entry that people read.
CREATE FUNCTION timeline_text(body jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT folded_text(concat_ws(' ', body ->> 'text', body ->> 'note', body ->> 'outcome_name', body ->> 'kind_name',
                               body ->> 'title', body ->> 'article', body ->> 'tracking', body ->> 'reason',
                               body ->> 'why', body ->> 'comment'))
$$;
