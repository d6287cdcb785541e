-- Made by Schemaforge; sha256 bf2e1a5ad458e952
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

-- Tables

CREATE TABLE users (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  email character varying(255) NOT NULL,
  username character varying(50) NOT NULL,
  password_hash character varying(255) NOT NULL,
  profile jsonb DEFAULT '{}' NOT NULL,
  roles text[] DEFAULT '{user}' NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp with time zone,
  CONSTRAINT users_pkey PRIMARY KEY (id),
  CONSTRAINT users_email_key UNIQUE (email),
  CONSTRAINT users_username_key UNIQUE (username),
  CONSTRAINT email_format CHECK (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$'),
  CONSTRAINT username_length CHECK (length(username) >= 3)
);

COMMENT ON TABLE users IS 'A person who can sign in.';

CREATE TABLE posts (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  title character varying(255) NOT NULL,
  slug character varying(255) NOT NULL,
  content text NOT NULL,
  published boolean DEFAULT false NOT NULL,
  view_count integer DEFAULT 0 NOT NULL,
  published_at timestamp with time zone,
  author_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT posts_pkey PRIMARY KEY (id),
  CONSTRAINT posts_slug_key UNIQUE (slug)
);

COMMENT ON TABLE posts IS 'A piece of writing that is published.';

CREATE TABLE comments (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  content text NOT NULL,
  post_id uuid NOT NULL,
  author_id uuid NOT NULL,
  parent_id uuid,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT comments_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE comments IS 'A remark on a post, or a reply to another remark.';

CREATE TABLE drafts (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  text text NOT NULL,
  author_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT drafts_pkey PRIMARY KEY (id)
);

COMMENT ON COLUMN drafts.text IS 'Encrypted by the application: the database sees ciphertext alone.';

-- Indexes

CREATE INDEX idx_users_email_active ON users (email) WHERE deleted_at IS NULL;

CREATE INDEX idx_users_profile ON users USING gin (profile);

CREATE INDEX idx_users_search ON users USING gin (to_tsvector('english', username || ' ' || email));

CREATE INDEX idx_posts_published_created ON posts (published, created_at DESC);

CREATE INDEX posts_author_id_idx ON posts (author_id);

CREATE INDEX comments_post_id_idx ON comments (post_id);

CREATE INDEX comments_author_id_idx ON comments (author_id);

CREATE INDEX comments_parent_id_idx ON comments (parent_id);

CREATE INDEX drafts_author_id_idx ON drafts (author_id);

-- Foreign keys

ALTER TABLE posts ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE comments ADD CONSTRAINT comments_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE;

ALTER TABLE comments ADD CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE comments ADD CONSTRAINT comments_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES comments (id) ON DELETE SET NULL;

ALTER TABLE drafts ADD CONSTRAINT drafts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE RESTRICT;

-- Triggers and rules

CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER posts_set_updated_at BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER comments_set_updated_at BEFORE UPDATE ON comments FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER drafts_set_updated_at BEFORE UPDATE ON drafts FOR EACH ROW EXECUTE FUNCTION set_updated_at();
