-- Customers for "bench search", of whom every eighth is called Jansen; family names and first names are as unequal as those of
-- people. It runs in a database of its own. The triggers are off, as for the customers of an earlier version: the next start
-- of the server makes the rows by which names are found.
SET session_replication_role = replica;

CREATE TEMPORARY TABLE first_name AS
SELECT row_number() OVER () AS n, name, words
  FROM unnest(
       '{Maria,José,Anna,Jan,Søren,Peter,Zoë,Hans,Łukasz,Emma,Mohammed,Fatima,Piet,Willem,Sophie,Lars,Ingrid,Bjørn,Chloé,Noah,Lucas,Daan,Sem,Liam,Julia,Mila,Tess,Sara,Eva,Lotte}'::text[],
       '{maria,jose,anna,jan,soren,peter,zoe,hans,lukasz,emma,mohammed,fatima,piet,willem,sophie,lars,ingrid,bjorn,chloe,noah,lucas,daan,sem,liam,julia,mila,tess,sara,eva,lotte}'::text[])
       AS first (name, words);
INSERT INTO first_name
SELECT 30 + n, initcap(a || b), a || b
  FROM (SELECT row_number() OVER () AS n, a, b
          FROM unnest('{al,be,ca,do,el,fi,ga,hu,is,jo,ka,lu,ma,ne,ol,pa,ra,si,ti,vi}'::text[]) a,
               unnest('{bert,dina,fred,gina,hard,jana,kira,lena,mina,nora,pold,rick,sina,tine,wina,zina}'::text[]) b) made;

CREATE TEMPORARY TABLE family_name AS
SELECT row_number() OVER (ORDER BY md5(a || b || c || d)) AS n, a || b || c || d AS name
  FROM unnest('{ba,be,bo,da,de,do,fa,go,ha,he,ho,ka,ko,la,le,ma,mo,na,pa,po,ra,ro,sa,so,ta,to,va,ve,wa,za}'::text[]) a,
       unnest('{kk,mm,rt,ls,nd,rg,ss,ck,ll,pp}'::text[]) b,
       unnest('{a,e,i,o,u}'::text[]) c,
       unnest('{n,r,s,rs,ma,stra,man,sen,inga,huis,burg,veld,sma,dijk,mans,boer,beek,berg,daal,hoven}'::text[]) d;
CREATE UNIQUE INDEX ON first_name (n);
CREATE UNIQUE INDEX ON family_name (n);

CREATE TEMPORARY TABLE person AS
SELECT i,
       least(1 + floor(350 * power(random(), 3)), 350)::bigint AS first,
       least(1 + floor(30000 * power(random(), 3)), 30000)::bigint AS family,
       i % 8 = 0 AS jansen,
       CASE WHEN i % 8 = 0 OR random() < 0.7 THEN '' WHEN random() < 0.6 THEN 'de ' ELSE 'van der ' END AS infix
  FROM generate_series(1, ${customers}) AS i;

INSERT INTO customer (id, name, words, created_at)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(p.i), 12, '0'))::uuid,
       f.name || ' ' || p.infix || CASE WHEN p.jansen THEN 'Jansen' ELSE initcap(l.name) END,
       array_to_tsvector(array_remove(ARRAY[f.words, split_part(p.infix, ' ', 1), split_part(p.infix, ' ', 2),
                                            CASE WHEN p.jansen THEN 'jansen' ELSE l.name END], '')),
       now() - (${customers} - p.i) * interval '30 seconds'
  FROM person p
  JOIN first_name f ON f.n = p.first
  JOIN family_name l ON l.n = p.family;

INSERT INTO contact_point (kind, value, customer)
SELECT 'phone', '+316' || (10000000 + i), ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid
  FROM generate_series(1, ${customers}) AS i
 UNION ALL
SELECT 'email', 'customer' || i || '@example.com', ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid
  FROM generate_series(1, ${customers}) AS i;

INSERT INTO customer_order (id, number, customer, state, currency, placed_at, updated_at)
SELECT gen_random_uuid(), 'ORD-' || i, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'shipped', 'EUR', now(), now()
  FROM generate_series(1, ${customers}) AS i;

INSERT INTO customer_word_filling VALUES ('00000000-0000-0000-0000-000000000000');
