CREATE TABLE customer (
  id          uuid PRIMARY KEY,
  name        text        NOT NULL DEFAULT '',
  segment     text REFERENCES segment,
  provisional boolean     NOT NULL DEFAULT false,  -- made for a caller nobody could be matched to
  joined_into uuid REFERENCES customer,            -- a stranger who turned out to be somebody we know
  version     bigint      NOT NULL DEFAULT 1,      -- goes up with every write to the customer's history
  preferences jsonb       NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL
);
CREATE INDEX customer_by_words ON customer USING gin (to_tsvector('simple', name));
CREATE INDEX customer_joined ON customer (joined_into) WHERE joined_into IS NOT NULL;

-- A phone in E.164, an email address, a visitor id. Several customers may share one.
CREATE TABLE contact_point (
  kind     text NOT NULL CHECK (kind IN ('phone', 'email', 'visitor')),
  value    text NOT NULL CHECK (value <> ''),
  customer uuid NOT NULL REFERENCES customer,
  PRIMARY KEY (kind, value, customer)
);
CREATE INDEX contact_point_by_customer ON contact_point (customer);

-- Where a contact came from, as the carrier said it; apart from the journal, so that it can be erased.
CREATE TABLE contact_origin (
  contact    uuid PRIMARY KEY,
  customer   uuid        NOT NULL REFERENCES customer,  -- whom the intake put behind it
  kind       text        NOT NULL,
  value      text,                                      -- NULL: withheld
  called     text        NOT NULL,
  candidates uuid[]      NOT NULL DEFAULT '{}',         -- customers who share the contact point
  at         timestamptz NOT NULL
);
CREATE INDEX contact_origin_by_customer ON contact_origin (customer);

CREATE TABLE customer_order (
  id         uuid PRIMARY KEY,
  number     text        NOT NULL UNIQUE,
  customer   uuid        NOT NULL REFERENCES customer,
  state      text        NOT NULL CHECK (state IN
    ('placed', 'packed', 'shipped', 'delivered', 'returned', 'cancelled')),
  currency   text        NOT NULL,
  tracking   text,
  placed_at  timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX customer_order_by_customer ON customer_order (customer, placed_at DESC);

CREATE TABLE order_line (
  id          uuid PRIMARY KEY,
  order_id    uuid    NOT NULL REFERENCES customer_order,
  position    integer NOT NULL CHECK (position >= 1),
  article     text    NOT NULL,
  title       text    NOT NULL,
  quantity    integer NOT NULL CHECK (quantity BETWEEN 1 AND 1000),
  price_minor bigint  NOT NULL CHECK (price_minor >= 0),   -- of one unit
  UNIQUE (order_id, position)
);
