/** What PostgreSQL's schemas may ask of rows, each construct alone. */
import { afterAll, expect, test } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { testRuntime } from "../support/runtime.ts";
import { judgePostgres } from "./judge.ts";

const runtime = testRuntime();
afterAll(() => closeScratch(runtime));

const ROWS = 25;

const SCHEMAS: readonly (readonly [string, string])[] = [
  [
    "a circle of keys that may be null",
    `CREATE TABLE department (id int PRIMARY KEY, name text NOT NULL, head int);
     CREATE TABLE employee (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, department int NOT NULL REFERENCES department);
     ALTER TABLE department ADD FOREIGN KEY (head) REFERENCES employee;`,
  ],
  [
    "a circle of deferrable keys",
    `CREATE TABLE a (id uuid PRIMARY KEY, b uuid NOT NULL);
     CREATE TABLE b (id uuid PRIMARY KEY, a uuid NOT NULL REFERENCES a);
     ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE;`,
  ],
  [
    "a circle of three keys that are neither",
    `CREATE TABLE a (id serial PRIMARY KEY, b int NOT NULL);
     CREATE TABLE b (id serial PRIMARY KEY, c int NOT NULL);
     CREATE TABLE c (id serial PRIMARY KEY, a int NOT NULL UNIQUE REFERENCES a);
     ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
     ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c;`,
  ],
  [
    "tables that refer to themselves",
    `CREATE TABLE node (id bigserial PRIMARY KEY, parent bigint REFERENCES node CHECK (parent <> id));
     CREATE TABLE chain (id int PRIMARY KEY, next int NOT NULL UNIQUE REFERENCES chain);
     CREATE TABLE part (tenant int, id int, parent int, PRIMARY KEY (tenant, id),
       FOREIGN KEY (tenant, parent) REFERENCES part (tenant, id));`,
  ],
  [
    "composite keys that share a column",
    `CREATE TABLE tenant (id int PRIMARY KEY);
     CREATE TABLE member (tenant int REFERENCES tenant, id int, PRIMARY KEY (tenant, id));
     CREATE TABLE task (tenant int, id int, owner int NOT NULL, reviewer int, PRIMARY KEY (tenant, id),
       FOREIGN KEY (tenant, owner) REFERENCES member, FOREIGN KEY (tenant, reviewer) REFERENCES member,
       FOREIGN KEY (tenant) REFERENCES tenant);`,
  ],
  [
    "keys over few values",
    `CREATE TYPE side AS ENUM ('left', 'right');
     CREATE TABLE bed (id int PRIMARY KEY);
     CREATE TABLE sleeper (bed int NOT NULL REFERENCES bed, side side NOT NULL, name varchar(4) NOT NULL, PRIMARY KEY (bed, side), UNIQUE (name));
     CREATE TABLE code (id char(2) PRIMARY KEY CHECK (id ~ '^[A-Z]{2}$'), number smallint NOT NULL UNIQUE CHECK (number BETWEEN 100 AND 130));
     CREATE TABLE pair (a int NOT NULL REFERENCES bed, b int NOT NULL REFERENCES bed, CHECK (a < b), UNIQUE (a, b));`,
  ],
  [
    "unique indexes with expressions and conditions",
    `CREATE TABLE account (id int PRIMARY KEY, email text NOT NULL, active boolean NOT NULL, owner int NOT NULL, note text);
     CREATE UNIQUE INDEX ON account (lower(email));
     CREATE UNIQUE INDEX ON account (owner) WHERE active;
     CREATE UNIQUE INDEX ON account (coalesce(note, ''), owner);
     CREATE TABLE single (id int PRIMARY KEY, a int, UNIQUE NULLS NOT DISTINCT (a));`,
  ],
  [
    "checks of several columns",
    `CREATE TABLE arc (id int PRIMARY KEY, a int, b int, c text, CHECK (num_nonnulls(a, b, c) = 1));
     CREATE TABLE sum (id int PRIMARY KEY, a int, b int, CHECK ((a IS NOT NULL)::int + (b IS NOT NULL)::int = 1));
     CREATE TABLE span (id int PRIMARY KEY, low numeric(6,2) NOT NULL, high numeric(6,2) NOT NULL, from_day date NOT NULL, to_day date,
       CHECK (low < high), CHECK (to_day IS NULL OR to_day > from_day));
     CREATE TABLE kind (id int PRIMARY KEY, type text NOT NULL CHECK (type IN ('person', 'firm')), born date, tax_number text,
       CHECK (type = 'person' AND born IS NOT NULL AND tax_number IS NULL OR type = 'firm' AND born IS NULL AND tax_number ~ '^[0-9]{9}$'),
       CHECK (CASE WHEN type = 'person' THEN born < CURRENT_DATE ELSE true END));
     CREATE TABLE future (id int PRIMARY KEY, expires_at timestamptz NOT NULL CHECK (expires_at > now()), created_at timestamptz NOT NULL CHECK (created_at <= now()));`,
  ],
  [
    "domains, composite types, arrays and ranges",
    `CREATE TYPE shift AS (a int, b int); CREATE DOMAIN shifts AS shift[] CHECK (cardinality(VALUE) > 0);
     CREATE DOMAIN week AS shifts[]; CREATE TABLE plan (id int PRIMARY KEY, week week NOT NULL);
     CREATE DOMAIN percent AS numeric(5,2) NOT NULL CHECK (VALUE BETWEEN 0 AND 100);
     CREATE DOMAIN postcode AS text CHECK (VALUE ~ '^[0-9]{5}$' AND length(VALUE) = 5);
     CREATE TYPE size AS (width int, label text);
     CREATE TYPE span AS RANGE (subtype = numeric);
     CREATE TABLE thing (id int PRIMARY KEY, share percent, place postcode UNIQUE, size size NOT NULL, tags text[] NOT NULL CHECK (cardinality(tags) >= 2),
       words text[] NOT NULL CHECK (words <@ ARRAY['x', 'y']::text[]), months int4range NOT NULL CHECK (NOT isempty(months)), span span, days daterange NOT NULL CHECK (lower(days) < upper(days)),
       sizes size[], document jsonb NOT NULL CHECK (jsonb_typeof(document) = 'array'), raw bytea NOT NULL CHECK (octet_length(raw) = 32));`,
  ],
  [
    "rarer types, each in a key",
    `CREATE TABLE rare (a inet UNIQUE, b cidr UNIQUE, c macaddr UNIQUE, d bit(8), e bit varying(12) UNIQUE, f interval UNIQUE, g point, h xml, i tsvector,
       j money UNIQUE, k time UNIQUE, l timetz, m uuid UNIQUE, n numrange UNIQUE, o tstzrange, p int8multirange, q "char", r name UNIQUE, s oid UNIQUE,
       t real, u double precision UNIQUE, v jsonpath, w box, x circle, y polygon, z pg_lsn UNIQUE, aa regclass, ab jsonb UNIQUE, ac text[] UNIQUE, ad bytea UNIQUE, ae macaddr8, af path, ag lseg, ah line, ai tsquery);`,
  ],
  [
    "exclusion constraints and keys without overlaps",
    `CREATE EXTENSION btree_gist;
     CREATE TABLE room (id int PRIMARY KEY);
     CREATE TABLE booking (id int PRIMARY KEY, room int NOT NULL REFERENCES room, during tstzrange NOT NULL, EXCLUDE USING gist (room WITH =, during WITH &&));
     CREATE TABLE shift (id int PRIMARY KEY, starts_at timestamp NOT NULL, ends_at timestamp NOT NULL, CHECK (ends_at > starts_at),
       EXCLUDE USING gist (tsrange(starts_at, ends_at) WITH &&));
     CREATE TABLE rate (product int, valid daterange, price int, PRIMARY KEY (product, valid WITHOUT OVERLAPS));
     CREATE TABLE flag (id int PRIMARY KEY, word text NOT NULL, EXCLUDE USING gist (word WITH =));`,
  ],
  [
    "partitions",
    `CREATE TABLE reading (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, value numeric, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
     CREATE TABLE reading_1 PARTITION OF reading FOR VALUES FROM ('2031-01-01') TO ('2031-02-01');
     CREATE TABLE reading_2 PARTITION OF reading FOR VALUES FROM ('2031-02-01') TO ('2031-03-01');
     CREATE TABLE sale (id int, region text NOT NULL, year int NOT NULL) PARTITION BY LIST (region);
     CREATE TABLE sale_north PARTITION OF sale FOR VALUES IN ('n', 'e') PARTITION BY RANGE (year);
     CREATE TABLE sale_north_old PARTITION OF sale_north FOR VALUES FROM (MINVALUE) TO (1980);
     CREATE TABLE item (id int PRIMARY KEY) PARTITION BY HASH (id);
     CREATE TABLE item_0 PARTITION OF item FOR VALUES WITH (MODULUS 1, REMAINDER 0);
     CREATE TABLE grid (a int, b int) PARTITION BY RANGE (a, b);
     CREATE TABLE grid_1 PARTITION OF grid FOR VALUES FROM (700, 5) TO (700, 9);`,
  ],
  [
    "generated columns, sequences and defaults",
    `CREATE SEQUENCE numbers START 100 INCREMENT 5;
     CREATE TABLE one (id int PRIMARY KEY DEFAULT nextval('numbers'), name text NOT NULL, shout text GENERATED ALWAYS AS (upper(name)) STORED UNIQUE);
     CREATE TABLE two (id int PRIMARY KEY DEFAULT nextval('numbers'), one int NOT NULL REFERENCES one);
     CREATE TABLE three (id int GENERATED BY DEFAULT AS IDENTITY (START 7 INCREMENT 3) PRIMARY KEY);
     CREATE TABLE four (three int PRIMARY KEY REFERENCES three);`,
  ],
  [
    "names that need quotes",
    `CREATE SCHEMA "Odd Schema";
     CREATE TYPE "Odd Schema"."Mood" AS ENUM ('it''s', 'back\\slash');
     CREATE TABLE "Odd Schema"."Order" ("Select" int PRIMARY KEY, "a""b" "Odd Schema"."Mood" NOT NULL, "from" text NOT NULL CHECK ("from" IN ('it''s', 'a\\b')));
     CREATE TABLE "user" (id int PRIMARY KEY, "order" int NOT NULL REFERENCES "Odd Schema"."Order");`,
  ],
];

test.each(SCHEMAS)("%s", async (_name, text) => {
  const { catalog } = await postgres.readText([{ name: "schema.sql", text }], runtime);
  const judged = await judgePostgres(catalog, { rows: ROWS }, runtime);
  expect(judged.refused).toEqual([]);
  expect(judged.notes.filter(({ code }) => code === "TABLE_SKIPPED" || code === "NOT_DECIDED")).toEqual([]);
  expect(judged.filled).toBe(judged.tables);
});

test("what cannot be filled is said", async () => {
  const text = `CREATE TABLE bare (at date NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE impossible (a int NOT NULL CHECK (a > 5 AND a < 3));
    CREATE TABLE dependent (impossible int NOT NULL);
    CREATE TABLE two (a boolean PRIMARY KEY);
    CREATE TABLE log (id int PRIMARY KEY, what text);
    CREATE TABLE logged (id int PRIMARY KEY);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (NEW.id, 'x'); RETURN NULL; END $$;
    CREATE TRIGGER note AFTER INSERT ON logged FOR EACH ROW EXECUTE FUNCTION note();
    CREATE TABLE dark (id int PRIMARY KEY, word text CHECK (soundex_like(word)));`;
  const soundex = `CREATE FUNCTION soundex_like(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';`;
  const { catalog } = await postgres.readText([{ name: "schema.sql", text: soundex + text }], runtime);
  const { notes, refused } = await judgePostgres(catalog, { rows: 5 }, runtime);
  expect(refused).toEqual([]);
  expect(notes.map(({ code, object }) => `${code} ${object}`).sort()).toEqual([
    "FILLED_BY_TRIGGER table:public.log",
    "NOT_DECIDED table:public.dark",
    "ROWS_LEFT_OUT table:public.two",
    "TABLE_SKIPPED table:public.bare",
    "TABLE_SKIPPED table:public.impossible",
  ]);
});
