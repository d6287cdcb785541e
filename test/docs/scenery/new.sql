CREATE TABLE public.users (
    id integer PRIMARY KEY,
    login_name character varying(50) NOT NULL,
    CONSTRAINT username_length CHECK (length(login_name) >= 3)
);
