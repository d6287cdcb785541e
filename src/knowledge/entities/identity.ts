import type { EntityTemplate } from "../template.ts";

/** People, what they may do, and how they prove who they are. */
export const identity: readonly EntityTemplate[] = [
  {
    name: "User",
    aliases: ["AppUser", "UserAccount", "Member"],
    doc: "A person who can sign in.",
    softDelete: true,
    fields: {
      email: "string(255) unique pii=contact",
      username: "string(50) unique",
      passwordHash: "string(255) secret",
      profile: "json = {}",
      roles: "string[] = [user]",
    },
    relations: {
      roles: {
        is: "many Role as many users",
        unless: ["Membership"],
        why: "A user has several roles, a role many users",
      },
      organization: {
        is: "one? Organization as users on delete set null",
        unless: ["Membership"],
        why: "Without memberships a user belongs to at most one organization",
      },
    },
    checks: {
      email_format: "matches(email, '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$', 'i')",
      username_length: "length(username) >= 3",
    },
    indexes: {
      idx_users_email_active: { fields: ["email"], where: "deletedAt is null" },
      idx_users_profile: { fields: ["profile"], using: "inverted" },
      idx_users_search: { search: ["username", "email"], language: "english" },
    },
    why: {
      softDelete: "Content and records refer to users after they leave; rows are marked, not removed",
      passwordHash: "Only a salted hash is stored, and it is kept out of transfer objects, logs and samples",
      idx_users_email_active: "Signing in looks only at users that are not deleted, so the index holds only these",
      idx_users_profile: "Any key of the profile can be searched",
      idx_users_search: "People are found by parts of their name or address",
    },
  },
  {
    name: "Profile",
    aliases: ["UserProfile"],
    doc: "What a user shows to others.",
    fields: {
      displayName: "string(100)",
      bio: "text?",
      avatarUrl: "url?",
      website: "url?",
      phone: "phone? pii=contact",
      company: "string(160)?",
      jobTitle: "string(120)?",
      location: "string(120)?",
      birthDate: "date? pii=birthdate",
      timezone: "string(64) = 'UTC'",
      locale: "locale = en",
      preferences: "json = {}",
    },
    relations: {
      user: {
        is: "one User as profile unique on delete cascade",
        or: ["Customer", "Employee"],
        why: "One profile a user; it has no meaning without its user",
      },
    },
    indexes: { idx_profiles_display_name: ["displayName"] },
  },
  {
    name: "Role",
    aliases: ["UserGroup"],
    doc: "A named set of permissions.",
    fields: {
      name: "string(50) unique",
      description: "string(255)?",
      system: "boolean = false doc='Cannot be removed or renamed by users'",
    },
    relations: {
      permissions: { is: "many Permission as many roles", why: "A role grants many permissions, each of many roles" },
    },
    checks: { roles_name_length: "length(name) >= 2" },
  },
  {
    name: "Permission",
    aliases: ["Privilege", "Scope"],
    doc: "The right to do one action on one kind of resource.",
    fields: {
      resource: "string(80)",
      action: "string(40)",
      description: "string(255)?",
    },
    keys: { permissions_resource_action_key: ["resource", "action"] },
    why: { permissions_resource_action_key: "Each action on a resource is named once" },
  },
  {
    name: "Session",
    aliases: ["UserSession", "LoginSession", "RefreshToken"],
    doc: "A signed-in device, until it expires or is revoked.",
    fields: {
      tokenHash: "string(64) unique secret",
      ipAddress: "ip? pii=network",
      userAgent: "text?",
      lastSeenAt: "datetime = now()",
      expiresAt: "datetime",
      revokedAt: "datetime?",
    },
    relations: {
      user: { is: "one User as sessions on delete cascade", or: ["Customer"], why: "Sessions end with their user" },
    },
    checks: { sessions_expires_after_creation: "expiresAt > createdAt" },
    indexes: {
      idx_sessions_expires_at: ["expiresAt"],
      idx_sessions_user_active: { fields: ["user", "expiresAt"], where: "revokedAt is null" },
    },
    why: {
      tokenHash: "A stolen copy of the table must not let anybody sign in, so only a hash is stored",
      idx_sessions_expires_at: "Expired sessions are removed in batches by time",
    },
  },
  {
    name: "ApiKey",
    aliases: ["AccessKey", "ApiToken", "AccessToken"],
    doc: "A key with which a program signs in.",
    fields: {
      name: "string(100)",
      prefix: "string(12) doc='Shown in lists, so that people can tell keys apart'",
      keyHash: "string(64) unique secret",
      scopes: "string[] = []",
      lastUsedAt: "datetime?",
      expiresAt: "datetime?",
      revokedAt: "datetime?",
    },
    relations: {
      user: { is: "one User as apiKeys on delete cascade", why: "A key acts for its user and goes with them" },
      organization: {
        is: "one? Organization as apiKeys on delete cascade",
        why: "A key may be limited to one organization",
      },
    },
    indexes: { idx_api_keys_prefix: ["prefix"] },
    why: { keyHash: "Only a hash is stored; the key itself is shown once" },
  },
  {
    name: "LinkedAccount",
    aliases: ["OAuthAccount", "SocialAccount", "SocialLogin", "UserIdentity"],
    doc: "An account at an identity provider with which a user signs in.",
    fields: {
      provider: "string(50)",
      providerAccountId: "string(255)",
      accessToken: "text? secret",
      refreshToken: "text? secret",
      scope: "string(500)?",
      expiresAt: "datetime?",
    },
    relations: {
      user: { is: "one User as linkedAccounts on delete cascade", why: "A user may link several providers" },
    },
    keys: { linked_accounts_provider_account_key: ["provider", "providerAccountId"] },
    why: { linked_accounts_provider_account_key: "An account at a provider signs in one user only" },
  },
  {
    name: "VerificationToken",
    aliases: ["PasswordReset", "EmailVerification", "PasswordResetToken"],
    doc: "A one-time token that proves an address or allows a new password.",
    types: { VerificationTokenPurpose: ["verify_email", "reset_password", "magic_link"] },
    fields: {
      purpose: "VerificationTokenPurpose",
      tokenHash: "string(64) unique secret",
      sentTo: "email pii=contact",
      expiresAt: "datetime",
      usedAt: "datetime?",
    },
    relations: {
      user: { is: "one User as verificationTokens on delete cascade", why: "Tokens go with their user" },
    },
    checks: { verification_tokens_expires_after_creation: "expiresAt > createdAt" },
    indexes: { idx_verification_tokens_expires_at: { fields: ["expiresAt"], where: "usedAt is null" } },
  },
  {
    name: "Invitation",
    aliases: ["Invite"],
    doc: "An offer to join, sent by e-mail.",
    types: { InvitationStatus: ["pending", "accepted", "declined", "revoked", "expired"] },
    fields: {
      email: "email pii=contact",
      tokenHash: "string(64) unique secret",
      status: "InvitationStatus = pending",
      message: "text?",
      expiresAt: "datetime",
      acceptedAt: "datetime?",
    },
    relations: {
      organization: {
        is: "one Organization as invitations on delete cascade",
        or: ["Team", "Project", "Event"],
        why: "An invitation is to one place and goes with it",
      },
      inviter: { is: "one? User as sentInvitations on delete set null", why: "The invitation outlives who sent it" },
      role: { is: "one? Role as invitations on delete set null", why: "The role that is given on acceptance" },
    },
    checks: { invitations_expires_after_creation: "expiresAt > createdAt" },
    indexes: {
      idx_invitations_pending_email: {
        fields: ["organization", "email"],
        unique: true,
        where: "status = 'pending'",
      },
    },
    why: { idx_invitations_pending_email: "One open invitation an address; answered ones do not count" },
  },
];
