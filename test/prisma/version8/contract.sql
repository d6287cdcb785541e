-- What the migrations of Prisma 8 make of contract.prisma, written down by the rules of its PostgreSQL target.
CREATE SCHEMA billing;
CREATE TABLE "member" (
  "id" uuid NOT NULL,
  "email" text NOT NULL,
  "nick" varchar(20),
  "role" text DEFAULT 'can write' NOT NULL,
  "home" jsonb,
  "joinedAt" timestamptz DEFAULT (now()) NOT NULL,
  "changedAt" timestamptz NOT NULL,
  "tags" text[] DEFAULT '{}' NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "member_email_key" UNIQUE ("email"),
  CONSTRAINT "member_role_check" CHECK ("role" IN ('reader', 'can write'))
);
CREATE TABLE "notes" (
  "id" BIGSERIAL NOT NULL,
  "authorId" uuid NOT NULL,
  "heading" varchar(80) NOT NULL,
  "price" numeric(10, 2) DEFAULT (1.50) NOT NULL,
  "views" int8,
  "total" numeric,
  "raw" json,
  "parsed" jsonb,
  "day" date,
  "at" timestamp(3),
  PRIMARY KEY ("id"),
  CONSTRAINT "one_heading" UNIQUE ("authorId", "heading")
);
CREATE TABLE "group" (
  "id" int2 NOT NULL,
  "name" text NOT NULL,
  "kind" text NOT NULL,
  "place" text,
  PRIMARY KEY ("id")
);
CREATE TABLE "seat" (
  "memberId" uuid NOT NULL,
  "groupId" int2 NOT NULL,
  PRIMARY KEY ("memberId", "groupId")
);
CREATE TABLE "club" (
  "id" int2 NOT NULL,
  "fee" float4 NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE billing."invoice" ("id" int4 NOT NULL, "number" text NOT NULL, PRIMARY KEY ("id"));
ALTER TABLE "notes" ADD CONSTRAINT "notes_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "member" ("id") ON DELETE CASCADE;
CREATE INDEX "notes_authorId_idx" ON "notes" ("authorId");
CREATE INDEX "notes_heading_day_idx" ON "notes" ("heading", "day");
ALTER TABLE "seat" ADD CONSTRAINT "seat_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "member" ("id");
CREATE INDEX "seat_memberId_idx" ON "seat" ("memberId");
ALTER TABLE "seat" ADD CONSTRAINT "seat_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "group" ("id");
ALTER TABLE "club" ADD CONSTRAINT "club_id_fkey" FOREIGN KEY ("id") REFERENCES "group" ("id") ON DELETE CASCADE;
