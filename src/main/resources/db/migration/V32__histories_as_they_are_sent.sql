-- A moment as all our JSON writes it: in UTC, with milliseconds or microseconds where there are some.
CREATE FUNCTION json_time(at timestamptz) RETURNS text LANGUAGE sql STABLE
RETURN to_char(at AT TIME ZONE 'UTC',
               CASE WHEN extract(microseconds FROM at)::integer % 1000000 = 0 THEN 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
                    WHEN extract(microseconds FROM at)::integer % 1000 = 0 THEN 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'
                    ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"' END);
