/** References and keys hold the tenant, in both engines alike; who sees what is PostgreSQL's row-level security. */
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch } from "../../src/engines/postgres/index.ts";
import { ENGINES, modelOf, runtime } from "./databases.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const FOREIGN = expect.stringMatching(/foreign key constraint|FOREIGN KEY constraint failed/);
const UNIQUE = expect.stringMatching(/duplicate key value|UNIQUE constraint failed/);

const MODEL = modelOf(`
conventions: { id: identity, timestamps: false }
tenancy: { entity: Organization, relation: organization, setting: app.organization_id }
entities:
  Organization: {}
  User: {}
  Project:
    tenant: true
    fields: { code: text unique=tenant }
    relations: { tags: many Tag as many projects }
  Task:
    tenant: true
    fields: { title: text }
    relations:
      project: one Project as tasks on delete cascade
      blocker: one? Task as blocks
      user: one? User as tasks
    keys: { task_titles: [project, title] }
    checks: { not_itself: blocker is null or blocker <> id }
  Line:
    id: none
    tenant: true
    fields: { no: int }
    relations: { task: one Task as lines owned }
    keys: { primary: [task, no] }
  Remark: { tenant: true, relations: { line: one Line as remarks } }
  Tag: { tenant: true }
  Party: { abstract: true, inheritance: joined, tenant: true }
  Firm: { extends: Party, relations: { subject: one Project|Task as arcs } }
  Category: { tenant: true, tree: adjacency }
`);

const FILLED = `
INSERT INTO organizations (id) VALUES (1), (2);
INSERT INTO users (id) VALUES (1);
INSERT INTO projects (id, organization_id, code) VALUES (1, 1, 'a'), (2, 2, 'a');
INSERT INTO tasks (id, organization_id, project_id, title) VALUES (1, 1, 1, 'x'), (2, 2, 2, 'x');
INSERT INTO lines (organization_id, task_id, no) VALUES (1, 1, 1), (2, 2, 1);
INSERT INTO tags (id, organization_id) VALUES (1, 1), (2, 2)`;

describe.each(ENGINES)("in $engine", ({ run }) => {
  it("rows refer to rows of their tenant alone", async () => {
    await run(MODEL, async (db) => {
      expect(await db.attempt(FILLED)).toBe("accepted");
      const task = (values: string) =>
        db.attempt(
          `INSERT INTO tasks (id, organization_id, project_id, title, blocker_id, user_id) VALUES (${values})`,
        );
      expect(await task("9, 1, 1, 'y', 1, 1")).toBe("accepted");
      expect(await task("10, 1, 2, 'z', NULL, NULL")).toEqual(FOREIGN);
      expect(await task("10, 1, 1, 'z', 2, NULL")).toEqual(FOREIGN);
      expect(await db.attempt("UPDATE tasks SET organization_id = 2 WHERE id = 1")).toEqual(FOREIGN);
      expect(await db.attempt("INSERT INTO lines (organization_id, task_id, no) VALUES (1, 2, 2)")).toEqual(FOREIGN);
      expect(await db.attempt("INSERT INTO remarks (organization_id, line_task_id, line_no) VALUES (2, 1, 1)")).toEqual(
        FOREIGN,
      );
      expect(await db.attempt("INSERT INTO remarks (organization_id, line_task_id, line_no) VALUES (1, 1, 1)")).toBe(
        "accepted",
      );
      expect(
        await db.attempt("INSERT INTO project_tags (organization_id, project_id, tag_id) VALUES (1, 1, 2)"),
      ).toEqual(FOREIGN);
      expect(await db.attempt("INSERT INTO project_tags (organization_id, project_id, tag_id) VALUES (1, 1, 1)")).toBe(
        "accepted",
      );
    });
  });

  it("so do parts of joined entities, arcs and trees", async () => {
    await run(MODEL, async (db) => {
      expect(await db.attempt(FILLED)).toBe("accepted");
      expect(await db.attempt("INSERT INTO parties (id, type, organization_id) VALUES (1, 'firm', 1)")).toBe(
        "accepted",
      );
      const firm = (values: string) =>
        db.attempt(`INSERT INTO firms (id, organization_id, subject_project_id, subject_task_id) VALUES (${values})`);
      expect(await firm("1, 2, 2, NULL")).toEqual(FOREIGN);
      expect(await firm("1, 1, 2, NULL")).toEqual(FOREIGN);
      expect(await firm("1, 1, 1, 1")).toEqual(expect.stringMatching(/check constraint/i));
      expect(await firm("1, 1, 1, NULL")).toBe("accepted");
      expect(await db.attempt("INSERT INTO categories (id, organization_id) VALUES (1, 1), (2, 2)")).toBe("accepted");
      expect(await db.attempt("INSERT INTO categories (id, organization_id, parent_id) VALUES (3, 1, 1)")).toBe(
        "accepted",
      );
      expect(await db.attempt("INSERT INTO categories (id, organization_id, parent_id) VALUES (4, 1, 2)")).not.toBe(
        "accepted",
      );
    });
  });

  it("values are unique within a tenant", async () => {
    await run(MODEL, async (db) => {
      expect(await db.attempt(FILLED)).toBe("accepted");
      expect(await db.attempt("INSERT INTO projects (id, organization_id, code) VALUES (3, 1, 'a')")).toEqual(UNIQUE);
      expect(await db.attempt("INSERT INTO projects (id, organization_id, code) VALUES (3, 1, 'b'), (4, 2, 'b')")).toBe(
        "accepted",
      );
      expect(
        await db.attempt("INSERT INTO tasks (id, organization_id, project_id, title) VALUES (3, 1, 1, 'x')"),
      ).toEqual(UNIQUE);
    });
  });

  it("a row that goes takes what is its own along, and is taken out of what may lack it", async () => {
    await run(MODEL, async (db) => {
      expect(await db.attempt(FILLED)).toBe("accepted");
      expect(
        await db.attempt(
          "INSERT INTO tasks (id, organization_id, project_id, title, blocker_id) VALUES (3, 1, 1, 'y', 1)",
        ),
      ).toBe("accepted");
      expect(await db.attempt("DELETE FROM tasks WHERE id = 1")).toBe("accepted");
      expect(await db.rows("SELECT organization_id, blocker_id FROM tasks WHERE id = 3")).toEqual([
        { organization_id: 1, blocker_id: null },
      ]);
      expect(await db.rows("SELECT organization_id FROM lines")).toEqual([{ organization_id: 2 }]);
      expect(await db.attempt("DELETE FROM projects WHERE id = 1")).toBe("accepted");
      expect(await db.rows("SELECT id FROM tasks")).toEqual([{ id: 2 }]);
    });
  });
});
