CREATE TABLE public.users (
    id integer PRIMARY KEY,
    username character varying(50) NOT NULL,
    CONSTRAINT username_length CHECK (length(username) >= 3)
);
