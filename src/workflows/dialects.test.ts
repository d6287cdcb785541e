import { describe, expect, test } from "vitest";
import { detectDialect } from "./dialects.ts";

describe("the dialect of a text", () => {
  test.each([
    ["postgres", "--\n-- PostgreSQL database dump\n--\nCREATE TABLE t (`a` int);"],
    ["postgres", "CREATE TABLE t (id bigserial, data jsonb DEFAULT '{}'::jsonb);"],
    ["postgres", "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql;"],
    ["mysql", "-- MariaDB dump 10.19\nCREATE TABLE t (a int);"],
    ["mysql", "CREATE TABLE `t` (`id` int NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`)) ENGINE=InnoDB;"],
    ["sqlite", "PRAGMA foreign_keys=OFF;\nCREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT) WITHOUT ROWID;"],
    ["sqlserver", "SET ANSI_NULLS ON\nGO\nCREATE TABLE [dbo].[t] ([a] [datetime2](7) NULL)"],
    ["oracle", "CREATE TABLE t (a VARCHAR2(10))"],
  ])("%s", (dialect, text) => {
    expect(detectDialect(text)?.dialect).toBe(dialect);
  });

  test.each([
    ["nothing particular", "CREATE TABLE t (id int PRIMARY KEY, name varchar(10) NOT NULL);"],
    ["an empty text", ""],
    [
      "words in strings, comments and quoted names",
      "-- AUTO_INCREMENT\n/* PRAGMA */ CREATE TABLE \"ENGINE =\" (a text DEFAULT 'UNSIGNED');",
    ],
  ])("is not told by %s", (_what, text) => {
    expect(detectDialect(text)).toBeUndefined();
  });

  test("what the text says is told", () => {
    expect(detectDialect("CREATE TABLE t (a int UNSIGNED) ENGINE=InnoDB")?.because).toEqual(["UNSIGNED", "ENGINE ="]);
  });
});
