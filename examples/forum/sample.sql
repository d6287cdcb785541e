INSERT INTO users (name, email) VALUES ('ann', 'ann@example.com'), ('bob', 'bob@example.com');
INSERT INTO sections (name, parent_id) VALUES ('Cooking', NULL), ('Bread & Cake', 1), ('Sourdough', 2), ('Music', NULL);
INSERT INTO topics (title, section_id, author_id) VALUES
  ('Hello, world!', 3, 1), ('Hello world', 3, 2), ('Violins', 4, 2);
INSERT INTO replies (topic_id, author_id, parent_id, content) VALUES
  (1, 2, NULL, 'Welcome'), (1, 1, 1, 'Thank you'), (1, 2, 2, 'Not at all'), (1, 2, NULL, 'Again'), (2, 1, NULL, 'Hi');
INSERT INTO tags (name) VALUES ('news');
INSERT INTO topic_tags (topic_id, tag_id) VALUES (1, 1);
INSERT INTO votes (user_id, subject_type, subject_id, value) VALUES (1, 'Topic', 2, 1), (2, 'Topic', 1, 1), (2, 'Reply', 2, -1);
