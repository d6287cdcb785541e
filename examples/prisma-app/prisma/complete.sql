-- Made by Schemaforge; sha256 4b4f94234db24222
-- Functions

CREATE OR REPLACE FUNCTION public.set_updated_at()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.updated_at = now();
  RETURN NEW;
END;
$function$;

-- Columns

ALTER TABLE users ALTER COLUMN roles TYPE text[];

ALTER TABLE users ALTER COLUMN roles SET DEFAULT '{user}'::text[];

ALTER TABLE users ALTER COLUMN roles SET NOT NULL;

-- Tables

COMMENT ON TABLE users IS 'A person who can sign in.';

ALTER TABLE users ADD CONSTRAINT email_format CHECK ((email)::text ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$'::text);

ALTER TABLE users ADD CONSTRAINT username_length CHECK (length((username)::text) >= 3);

COMMENT ON TABLE posts IS 'A piece of writing that is published.';

COMMENT ON TABLE comments IS 'A remark on a post, or a reply to another remark.';

COMMENT ON COLUMN drafts.text IS 'Encrypted by the application: the database sees ciphertext alone.';

-- Indexes

CREATE INDEX idx_users_search ON users USING gin (to_tsvector('english'::regconfig, (((username)::text || ' '::text) || (email)::text)));

-- Triggers and rules

CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER posts_set_updated_at BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER comments_set_updated_at BEFORE UPDATE ON comments FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER drafts_set_updated_at BEFORE UPDATE ON drafts FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Unique constraints

ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;

ALTER TABLE users ADD CONSTRAINT users_username_key UNIQUE USING INDEX users_username_key;

ALTER TABLE posts ADD CONSTRAINT posts_slug_key UNIQUE USING INDEX posts_slug_key;
