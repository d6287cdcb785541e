-- Each query is followed by its rows (`-->`, the first line names the columns) or by what its refusal says (`--!`).

-- Addresses are made from titles and stay unique.
SELECT title, slug FROM topics ORDER BY id;
--> title | slug
--> Hello, world! | hello-world
--> Hello world | hello-world-2
--> Violins | violins
SELECT slug FROM sections ORDER BY id;
--> slug
--> cooking
--> bread-cake
--> sourdough
--> music

-- Topics of a section and of all below it.
SELECT t.title FROM topics t WHERE t.section_id = 1 OR t.section_id IN (SELECT id FROM sections_descendants(1)) ORDER BY t.id;
--> title
--> Hello, world!
--> Hello world
-- The way from the top to a section.
SELECT string_agg(name, ' / ' ORDER BY id) AS path FROM sections_ancestors(3);
--> path
--> Cooking / Bread & Cake
-- A section that moves takes along what is below it.
BEGIN;
UPDATE sections SET parent_id = 4 WHERE id = 2;
SELECT name FROM sections_descendants(4) ORDER BY id;
--> name
--> Bread & Cake
--> Sourdough
ROLLBACK;
-- … but not below itself.
UPDATE sections SET parent_id = 3 WHERE id = 1;
--! sections

-- A thread below a reply, and what a reply answers.
SELECT content FROM replies_descendants(1) ORDER BY id;
--> content
--> Thank you
--> Not at all
SELECT content FROM replies_ancestors(3) ORDER BY id;
--> content
--> Welcome
--> Thank you

-- Counters follow.
SELECT title, reply_count FROM topics ORDER BY id;
--> title | reply_count
--> Hello, world! | 4
--> Hello world | 1
--> Violins | 0
BEGIN;
DELETE FROM replies WHERE content = 'Hi';
SELECT reply_count FROM topics WHERE id = 2;
--> reply_count
--> 0
ROLLBACK;

-- One vote a person and subject; subjects are topics or replies.
SELECT subject_type, subject_id, sum(value) AS score FROM votes GROUP BY 1, 2 ORDER BY 1, 2;
--> subject_type | subject_id | score
--> Reply | 2 | -1
--> Topic | 1 | 1
--> Topic | 2 | 1
INSERT INTO votes (user_id, subject_type, subject_id, value) VALUES (1, 'Topic', 2, -1);
--! votes_once
INSERT INTO votes (user_id, subject_type, subject_id, value) VALUES (1, 'User', 2, 1);
--! subject_type
INSERT INTO votes (user_id, subject_type, subject_id, value) VALUES (1, 'Topic', 3, 5);
--! value
