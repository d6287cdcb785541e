import type { Blueprint } from "./blueprint.ts";

export const messaging: Blueprint = {
  name: "messaging",
  aliases: ["chat", "messenger", "messages"],
  doc: "conversations of several people, messages with attachments and reactions, what is unread",
  entities: [
    "User",
    "Profile",
    "Conversation",
    "ConversationMember(role: string(20) = member, joinedAt: datetime = now(), lastReadAt: datetime?, mutedUntil: datetime?, conversation: one Conversation as memberships on delete cascade, user: one User as memberships on delete cascade)",
    "Message",
    "Attachment",
    "Reaction",
    "Follow",
    "Notification",
  ],
  extras: {
    Conversation: {
      set: {
        fields: { messageCount: "int = 0 min=0 count=messages" },
        relations: { participants: "many User as many conversations through ConversationMember" },
      },
      why: {
        messageCount: "A copy on purpose, kept by the database: lists show the number without counting",
        participants: "Taking part has facts of its own (since when, read until), so the join is an entity",
      },
    },
    ConversationMember: {
      set: {
        doc: "That somebody takes part in a conversation, and how far they have read.",
        id: "none",
        keys: { primary: ["conversation", "user"], conversation_members_conversation_user_key: null },
        checks: { conversation_members_role: "role in ('owner', 'admin', 'member')" },
        indexes: { idx_conversation_members_user: ["user", "lastReadAt"] },
      },
      why: {
        id: "The pair of conversation and user is the key",
        primary: "Nobody takes part twice",
        lastReadAt: "Messages after it are unread",
        idx_conversation_members_user: "Somebody's conversations, with how far each was read",
      },
    },
    Message: {
      set: { fields: { readAt: null } },
      why: { readAt: "Several people read a message: how far each has read stands with their membership" },
    },
  },
};
