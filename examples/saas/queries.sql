-- Each query is followed by its rows (`-->`, the first line names the columns) or by what its refusal says (`--!`).

-- Acme sees its own projects and tasks, though no query mentions the organization.
BEGIN;
SET LOCAL ROLE saas_app;
SELECT set_config('app.organization_id', '00000000-0000-4000-8000-00000000000a', true) IS NOT NULL AS set;
SELECT p.key, p.name, t.title, t.status FROM tasks t JOIN projects p ON p.id = t.project_id ORDER BY t.position;
--> key | name | title | status
--> WEB | Web shop | Choose a name | done
--> WEB | Web shop | Buy a domain | todo
UPDATE tasks SET status = 'doing';
SELECT status, count(*) FROM tasks GROUP BY status ORDER BY status;
--> status | count
--> doing | 2
ROLLBACK;

-- Globex sees other rows; nobody sees anything without saying for which organization they work.
BEGIN;
SET LOCAL ROLE saas_app;
SELECT set_config('app.organization_id', '00000000-0000-4000-8000-00000000000b', true) IS NOT NULL AS set;
SELECT name FROM projects;
--> name
--> Intranet
SELECT number, total FROM invoices;
--> number | total
--> 2026-001 | 80.0000
SELECT set_config('app.organization_id', '', true) IS NOT NULL AS set;
SELECT count(*) FROM projects;
--> count
--> 0
ROLLBACK;

-- A row cannot be given to another organization …
BEGIN;
SET LOCAL ROLE saas_app;
SELECT set_config('app.organization_id', '00000000-0000-4000-8000-00000000000a', true) IS NOT NULL AS set;
INSERT INTO projects (organization_id, key, name) VALUES ('00000000-0000-4000-8000-00000000000b', 'SPY', 'Not ours');
--! row-level security
ROLLBACK;

-- … nor can a task hang on another's project, not even when row-level security does not hold (here: the owner).
INSERT INTO tasks (organization_id, project_id, title)
VALUES ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-0000000000b1', 'Stray');
--! foreign key

-- A key is unique within its organization.
INSERT INTO projects (organization_id, key, name) VALUES ('00000000-0000-4000-8000-00000000000a', 'WEB', 'Again');
--! duplicate key

-- What a number was never changes.
UPDATE invoices SET number = '2026-002' WHERE currency = 'EUR';
--! number

-- Every change of a project names who made it.
BEGIN;
SELECT set_config('app.user_id', '00000000-0000-4000-8000-000000000001', true) IS NOT NULL AS set;
UPDATE projects SET name = 'Shop' WHERE id = '00000000-0000-4000-8000-0000000000a1';
SELECT u.name AS actor, a.action, a.old_row ->> 'name' AS old, a.new_row ->> 'name' AS new
FROM audit_records a JOIN users u ON u.id::text = a.actor
WHERE a.table_name LIKE '%projects' AND upper(a.action) = 'UPDATE';
--> actor | action | old | new
--> Ann | update | Web shop | Shop
ROLLBACK;
