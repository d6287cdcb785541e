import type { EntityTemplate } from "../template.ts";

/** What people tell each other, and what a system tells them. */
export const messaging: readonly EntityTemplate[] = [
  {
    name: "Conversation",
    aliases: ["Chat", "ChatRoom", "Thread", "Channel"],
    doc: "Messages between the same people.",
    types: { ConversationKind: ["direct", "group", "channel"] },
    fields: {
      kind: "ConversationKind = direct",
      title: "string(160)?",
      lastMessageAt: "datetime?",
    },
    relations: {
      participants: {
        is: "many User as many conversations",
        or: ["Customer"],
        why: "People take part in several conversations, conversations have several people",
      },
    },
    checks: { conversations_group_has_title: "kind = 'direct' or title is not null" },
    indexes: { idx_conversations_last_message_at: ["lastMessageAt desc"] },
    why: { lastMessageAt: "A copy on purpose: lists are sorted by it" },
  },
  {
    name: "Message",
    aliases: ["ChatMessage", "DirectMessage"],
    doc: "What one person wrote to others.",
    softDelete: true,
    fields: {
      content: "text",
      editedAt: "datetime?",
      readAt: "datetime?",
    },
    relations: {
      conversation: {
        is: "one Conversation as messages on delete cascade",
        or: ["Ticket"],
        subject: true,
        why: "Messages go with their conversation",
      },
      sender: {
        is: "one User as sentMessages on delete cascade",
        or: ["Customer"],
        why: "Messages go with who wrote them",
      },
      recipient: {
        is: "one User as receivedMessages on delete cascade",
        unless: ["Conversation", "Ticket"],
        why: "Without conversations a message is from one user to another",
      },
      replyTo: {
        is: "one? Message as replies on delete set null",
        why: "An answer stays when the question is removed",
      },
    },
    indexes: {
      idx_messages_conversation_created: ["conversation", "createdAt desc"],
      idx_messages_unread: { fields: ["recipient", "createdAt"], where: "readAt is null" },
      idx_messages_search: { search: ["content"] },
    },
    why: {
      softDelete: "A removed message leaves a mark in the conversation",
      idx_messages_conversation_created: "A conversation is read from its end",
    },
  },
  {
    name: "Notification",
    aliases: ["Alert"],
    doc: "What a user is told.",
    types: { NotificationChannel: ["in_app", "email", "sms", "push"] },
    fields: {
      kind: "string(80)",
      channel: "NotificationChannel = in_app",
      title: "string(255)",
      body: "text?",
      data: "json = {}",
      link: "url?",
      sentAt: "datetime?",
      readAt: "datetime?",
    },
    relations: {
      recipient: {
        is: "one User as notifications on delete cascade",
        or: ["Customer", "Employee"],
        why: "Notifications go with whom they are for",
      },
    },
    indexes: { idx_notifications_unread: { fields: ["recipient", "createdAt desc"], where: "readAt is null" } },
    why: { idx_notifications_unread: "The bell shows unread ones, a small part of all" },
  },
  {
    name: "EmailMessage",
    aliases: ["OutgoingEmail", "Mail"],
    doc: "An e-mail that is to be sent or was.",
    types: { EmailMessageStatus: ["queued", "sent", "bounced", "failed"] },
    fields: {
      toAddress: "email pii=contact",
      subject: "string(255)",
      body: "text",
      status: "EmailMessageStatus = queued",
      attempts: "smallint = 0 min=0",
      error: "text?",
      sentAt: "datetime?",
    },
    relations: {
      user: {
        is: "one? User as emailMessages on delete set null",
        or: ["Customer"],
        why: "The record outlives the user",
      },
    },
    indexes: { idx_email_messages_queue: { fields: ["createdAt"], where: "status = 'queued'" } },
  },
];
