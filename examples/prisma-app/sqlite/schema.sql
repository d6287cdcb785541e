-- Made by Schemaforge; sha256 f94dc509065f249f
-- SQLite
-- Every connection: PRAGMA foreign_keys = ON (SQLite checks no foreign key otherwise), PRAGMA busy_timeout = 5000,
-- PRAGMA recursive_triggers = ON (rows that OR REPLACE removes are otherwise removed past all triggers).
-- Once for a file, where several processes use it: PRAGMA journal_mode = WAL.
PRAGMA foreign_keys = ON;

BEGIN;

-- Tables

CREATE TABLE notebooks (
  id TEXT NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))) CONSTRAINT notebooks_pkey PRIMARY KEY,
  name VARCHAR(80) NOT NULL,
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at DATETIME,
  CONSTRAINT notebooks_name_key UNIQUE (name),
  CONSTRAINT notebooks_id_format CHECK (id GLOB '????????-????-????-????-????????????' AND length(replace(id, '-', '')) = 32 AND id NOT GLOB '*[^0-9A-Fa-f-]*'),
  CONSTRAINT notebooks_name_length CHECK (length(name) <= 80),
  CONSTRAINT notebooks_created_at_datetime CHECK (datetime(created_at) IS NOT NULL),
  CONSTRAINT notebooks_updated_at_datetime CHECK (datetime(updated_at) IS NOT NULL),
  CONSTRAINT notebooks_deleted_at_datetime CHECK (deleted_at IS NULL OR datetime(deleted_at) IS NOT NULL)
);

CREATE TABLE notes (
  id TEXT NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))) CONSTRAINT notes_pkey PRIMARY KEY,
  title VARCHAR(80) NOT NULL,
  text TEXT NOT NULL, -- Encrypted by the application: the database sees ciphertext alone.
  notebook_id TEXT NOT NULL,
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at DATETIME,
  CONSTRAINT notes_notebook_id_fkey FOREIGN KEY (notebook_id) REFERENCES notebooks (id) ON DELETE CASCADE,
  CONSTRAINT notes_id_format CHECK (id GLOB '????????-????-????-????-????????????' AND length(replace(id, '-', '')) = 32 AND id NOT GLOB '*[^0-9A-Fa-f-]*'),
  CONSTRAINT notes_title_length CHECK (length(title) <= 80),
  CONSTRAINT notes_created_at_datetime CHECK (datetime(created_at) IS NOT NULL),
  CONSTRAINT notes_updated_at_datetime CHECK (datetime(updated_at) IS NOT NULL),
  CONSTRAINT notes_deleted_at_datetime CHECK (deleted_at IS NULL OR datetime(deleted_at) IS NOT NULL)
);

-- Indexes

CREATE INDEX notes_notebook_id_idx ON notes (notebook_id);

-- Triggers

CREATE TRIGGER notebooks_set_updated_at AFTER UPDATE ON notebooks
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at AND NEW.updated_at IS NOT CURRENT_TIMESTAMP
BEGIN
  UPDATE notebooks SET updated_at = CURRENT_TIMESTAMP WHERE notebooks.id = NEW.id;
END;

CREATE TRIGGER notes_set_updated_at AFTER UPDATE ON notes
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at AND NEW.updated_at IS NOT CURRENT_TIMESTAMP
BEGIN
  UPDATE notes SET updated_at = CURRENT_TIMESTAMP WHERE notes.id = NEW.id;
END;

COMMIT;
