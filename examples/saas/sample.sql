-- The application signs in as a role of its own: superusers and owners of tables are not held by row-level security.
CREATE ROLE saas_app NOLOGIN;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO saas_app;

INSERT INTO organizations (id, name, slug) VALUES
  ('00000000-0000-4000-8000-00000000000a', 'Acme', 'acme'),
  ('00000000-0000-4000-8000-00000000000b', 'Globex', 'globex');
INSERT INTO users (id, email, name) VALUES
  ('00000000-0000-4000-8000-000000000001', 'ann@acme.example', 'Ann'),
  ('00000000-0000-4000-8000-000000000002', 'bob@globex.example', 'Bob');
INSERT INTO memberships (organization_id, user_id, role) VALUES
  ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-000000000001', 'owner'),
  ('00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-000000000002', 'owner');
INSERT INTO projects (id, organization_id, key, name) VALUES
  ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-00000000000a', 'WEB', 'Web shop'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-00000000000b', 'WEB', 'Intranet');
INSERT INTO tasks (organization_id, project_id, title, status, position, done_at) VALUES
  ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-0000000000a1', 'Choose a name', 'done', 1, '2026-01-05 10:00+00'),
  ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-0000000000a1', 'Buy a domain', 'todo', 2, NULL),
  ('00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-0000000000b1', 'Move the server', 'doing', 1, NULL);
INSERT INTO invoices (organization_id, number, currency, total) VALUES
  ('00000000-0000-4000-8000-00000000000a', '2026-001', 'EUR', 120),
  ('00000000-0000-4000-8000-00000000000b', '2026-001', 'USD', 80);
