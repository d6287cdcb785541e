/** The same on real servers, older ones among them: shown as lowered, and no difference between the model and them. */
import pg from "pg";
import { expect, test } from "vitest";
import { postgres } from "../../src/engines/postgres/index.ts";
import { diff } from "../../src/workflows/diff.ts";
import type { Loaded } from "../../src/workflows/load.ts";
import { compareWith } from "../postgres-lower/compare.ts";
import { modelOf } from "../postgres-lower/models.ts";
import { dropDatabases, freshDatabase, runScript } from "../support/pg-databases.ts";
import { describeOnPostgres } from "../support/servers.ts";
import { runtime } from "./access-support.ts";

const MODEL = `
conventions: { timestamps: false }
tenancy: { entity: Organization, relation: organization, setting: app.organization_id, bypass: schemaforge_support }
entities:
  Organization:
    fields: { name: text }
  Order:
    tenant: true
    fields: { number: bigint, placedAt: datetime, status: 'string(20) = open', createdBy: uuid? }
    id: none
    keys: { primary: [organization, number, placedAt] }
    partition: { range: placedAt, every: month, retain: 24 months }
    policies:
      owner_rw: { for: all, to: schemaforge_app, using: "createdBy = setting('app.user_id')" }
      open_only: { for: delete, using: "status = 'open'", restrictive: true }
  Region:
    id: none
    fields: { code: 'char(2)', kind: text }
    keys: { primary: [code, kind] }
    partition: { list: kind, partitions: { eu: [eu], other: [] } }
    rows:
      - { code: DE, kind: eu }
      - { code: US, kind: america }
  Status:
    id: identity
    fields: { name: 'string(20) unique', weight: 'decimal(6,2)', since: datetime, span: interval, tags: 'text[] = []' }
    rows:
      - { id: 1, name: "it's open", weight: 1.5, since: '2026-01-01T01:00:00+01:00', span: 90 minutes, tags: [a, b c] }
      - { id: 2, name: 'closed \\ done', weight: 0, since: '2026-01-01', span: 1 day, tags: [] }
  Booking:
    fields: { room: 'string(20)', during: range(datetime) }
    exclude: { no_double_booking: 'room with =, during with overlaps' }
views:
  order_counts:
    sql: { postgres: 'SELECT status, count(*) AS count FROM orders GROUP BY 1' }
  status_names:
    materialized: true
    unique: [id]
    sql: { postgres: 'SELECT id, name FROM statuses' }
`;

const ROLES = ["schemaforge_app", "schemaforge_support", "schemaforge_owner"];

describeOnPostgres((server) => {
  test("shows what was lowered, keeps tenants apart, and makes partitions for an owner who is no superuser", async () => {
    const model = modelOf(MODEL);
    const lowered = postgres.lower(model);
    const database = `schemaforge_access_${process.pid}`;
    const url = await freshDatabase(server, database, ROLES);
    const client = new pg.Client({ connectionString: url });
    try {
      expect(await runScript(url, postgres.script(postgres.render(lowered.catalog)), { stop: true })).toEqual([]);
      const rowsOf = postgres.rowsOf?.(lowered.catalog) ?? [];
      const { catalog } = await postgres.readLive(url, { rowsOf }, runtime);
      const { structure, expressions } = compareWith(lowered, catalog);
      expect(structure).toEqual([]);
      const unsure = /^(policy:public.orders|view|materialized-view|row:public.statuses)/;
      expect(expressions.filter((line) => !unsure.test(line))).toEqual([]);

      await client.connect();
      const [a, b] = ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"];
      await client.query(`INSERT INTO organizations VALUES ('${a}', 'a'), ('${b}', 'b');
        INSERT INTO orders (organization_id, number, placed_at, created_by)
          SELECT o.id, n, '2026-01-20'::timestamptz + n * interval '1 day', o.id FROM organizations o, generate_series(1, 20) n;
        GRANT ALL ON ALL TABLES IN SCHEMA public TO schemaforge_app; GRANT USAGE, CREATE ON SCHEMA public TO schemaforge_owner;
        ALTER TABLE orders OWNER TO schemaforge_owner; ALTER TABLE orders_default OWNER TO schemaforge_owner;
        SET ROLE schemaforge_owner`);
      const first = async (sql: string) =>
        (await client.query<{ [column: string]: unknown }>(sql)).rows.map((row) => Object.values(row)[0]);
      expect(await first("SELECT orders_partitions(1, '2026-02-15')")).toEqual([
        "made orders_2026_01",
        "made orders_2026_02",
        "made orders_2026_03",
      ]);
      expect(await first("SELECT orders_partitions(0, '2028-02-15')")).toEqual([
        "made orders_2028_02",
        "dropped orders_2026_01",
      ]);
      await client.query(`SELECT set_config('app.organization_id', '${a}', false), set_config('app.user_id', '${a}', false);
        RESET ROLE; SET ROLE schemaforge_app`);
      expect(await first("SELECT count(*)::int FROM orders")).toEqual([9]);
      expect(await first("SELECT count::int FROM order_counts")).toEqual([9]);
      expect(await first("SELECT name FROM status_names ORDER BY id")).toEqual(["it's open", "closed \\ done"]);
      await client.query("RESET ROLE; SELECT refresh_status_names()");

      const readAgain: NonNullable<Extract<Loaded, { kind: "catalog" }>["readAgain"]> = (options) =>
        postgres.readLive(url, options, runtime);
      const changes = async () => {
        const live: Loaded = {
          kind: "catalog",
          engine: postgres,
          reading: await readAgain({}),
          readAgain,
          name: "the server",
        };
        const found = await diff({ a: live, b: { kind: "model", model, name: "the model" } }, runtime);
        return found.changes
          .filter(({ kind }) => kind !== "grant")
          .map(({ op, id, props }) => [op, id, ...props.map(({ name }) => name)]);
      };
      expect(await changes()).toEqual([]);
      await client.query("UPDATE statuses SET span = '91 minutes' WHERE id = 1; DELETE FROM regions WHERE code = 'US'");
      expect(await changes()).toEqual([
        ["change", 'row:public.statuses."1"', "values.span"],
        ["add", 'row:public.regions."US".america'],
      ]);
    } finally {
      await client.end();
      await dropDatabases(server, [database]);
    }
  });
});
