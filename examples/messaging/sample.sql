INSERT INTO users (handle, display_name) VALUES ('ann', 'Ann'), ('bob', 'Bob'), ('cy', 'Cy');
INSERT INTO conversations (kind, title) VALUES ('group', 'Trip'), ('direct', NULL);
INSERT INTO memberships (conversation_id, user_id, role, last_read_at) VALUES
  (1, 1, 'owner', '2026-02-01 10:02+00'), (1, 2, 'member', '2026-02-01 10:00+00'), (1, 3, 'member', NULL),
  (2, 1, 'owner', '2026-02-01 09:00+00'), (2, 2, 'member', NULL);
INSERT INTO messages (conversation_id, sender_id, content, sent_at) VALUES
  (1, 1, 'Where do we go?', '2026-02-01 10:00+00'), (1, 2, 'Lisbon', '2026-02-01 10:01+00'),
  (1, 3, 'Fine', '2026-02-01 10:02+00'), (2, 2, 'Call me', '2026-02-01 09:30+00');
INSERT INTO reactions (message_id, user_id, emoji) VALUES (2, 1, '👍'), (2, 3, '👍'), (2, 1, '🎉');
