-- Each query is followed by its rows (`-->`, the first line names the columns) or by what its refusal says (`--!`).

-- What is unread, for everybody and conversation: what others sent after one has last read.
SELECT u.handle, coalesce(c.title, 'direct') AS conversation, count(m.id) AS unread
FROM memberships s JOIN users u ON u.id = s.user_id JOIN conversations c ON c.id = s.conversation_id
LEFT JOIN messages m ON m.conversation_id = s.conversation_id AND m.sender_id <> s.user_id
  AND m.deleted_at IS NULL AND m.sent_at > coalesce(s.last_read_at, '-infinity')
GROUP BY u.handle, c.id, c.title ORDER BY u.handle, c.id;
--> handle | conversation | unread
--> ann | Trip | 0
--> ann | direct | 1
--> bob | Trip | 1
--> bob | direct | 0
--> cy | Trip | 2

-- Somebody's conversations, the newest message first.
SELECT c.kind, c.message_count, last.content
FROM memberships s JOIN conversations c ON c.id = s.conversation_id
CROSS JOIN LATERAL (SELECT content, sent_at FROM messages m WHERE m.conversation_id = c.id ORDER BY sent_at DESC LIMIT 1) last
WHERE s.user_id = 1 ORDER BY last.sent_at DESC;
--> kind | message_count | content
--> group | 3 | Fine
--> direct | 1 | Call me

-- The end of a conversation is read from the index, without sorting.
BEGIN;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT content FROM messages WHERE conversation_id = 1 ORDER BY sent_at DESC LIMIT 20;
--> QUERY PLAN
--> Limit
-->   ->  Index Scan using idx_messages_conversation_sent on messages
-->         Index Cond: (conversation_id = 1)
ROLLBACK;

-- Both sides of the many-to-many relation.
SELECT u.handle FROM users u JOIN memberships s ON s.user_id = u.id WHERE s.conversation_id = 1 ORDER BY 1;
--> handle
--> ann
--> bob
--> cy
SELECT emoji, count(*) FROM reactions WHERE message_id = 2 GROUP BY 1 ORDER BY 2 DESC;
--> emoji | count
--> 👍 | 2
--> 🎉 | 1

-- Nobody takes part or reacts twice; groups have titles; messages keep their sender.
INSERT INTO memberships (conversation_id, user_id) VALUES (1, 1);
--! duplicate key
INSERT INTO reactions (message_id, user_id, emoji) VALUES (2, 1, '👍');
--! reactions_once
INSERT INTO conversations (kind) VALUES ('group');
--! conversations_group_has_title
DELETE FROM users WHERE handle = 'cy';
--! violates

-- The counter follows.
BEGIN;
DELETE FROM messages WHERE content = 'Fine';
SELECT message_count FROM conversations WHERE id = 1;
--> message_count
--> 2
ROLLBACK;
