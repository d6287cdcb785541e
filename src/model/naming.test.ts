import { describe, expect, it } from "vitest";
import { columnName, entityName, plural, singular, tableName, toCamel, toPascal, toSnake } from "./naming.ts";
import { editDistance, nearest } from "./suggest.ts";

describe("cases", () => {
  it.each([
    ["blogPost", "blog_post", "blogPost", "BlogPost"],
    ["HTTPServerLog", "http_server_log", "httpServerLog", "HttpServerLog"],
    ["order-line item", "order_line_item", "orderLineItem", "OrderLineItem"],
    ["address1", "address1", "address1", "Address1"],
    ["user_id", "user_id", "userId", "UserId"],
  ])("%s", (name, snake, camel, pascal) => {
    expect([toSnake(name), toCamel(name), toPascal(name)]).toEqual([snake, camel, pascal]);
  });
});

describe("numbers", () => {
  it.each([
    ["user", "users"],
    ["category", "categories"],
    ["orderLine", "orderLines"],
    ["address", "addresses"],
    ["status", "statuses"],
    ["person", "people"],
    ["movie", "movies"],
    ["cache", "caches"],
    ["index", "indexes"],
    ["database", "databases"],
    ["criterion", "criteria"],
    ["quiz", "quizzes"],
    ["purchase", "purchases"],
    ["bonus", "bonuses"],
    ["news", "news"],
    ["userData", "userData"],
    ["BlogPost", "BlogPosts"],
  ])("%s ↔ %s", (one, many) => {
    expect(plural(one)).toBe(many);
    expect(plural(many)).toBe(many);
    expect(singular(many)).toBe(one);
    expect(singular(one)).toBe(one);
  });
});

describe("entityName", () => {
  it.each([
    ["users", "User"],
    ["blog_post", "BlogPost"],
    ["OrderItem", "OrderItem"],
    ["order-items", "OrderItem"],
    ["PEOPLE", "Person"],
    ["order_statuses", "OrderStatus"],
    ["user", "User"],
  ])("%s is %s", (spelling, entity) => {
    expect(entityName(spelling)).toBe(entity);
  });
});

describe("database names", () => {
  it("follow the conventions unless given", () => {
    const tables = (["snake_plural", "snake_singular", "pascal_plural", "pascal_singular"] as const).map((form) =>
      tableName({ name: "OrderLine" }, { tables: form }),
    );
    expect(tables).toEqual(["order_lines", "order_line", "OrderLines", "OrderLine"]);
    expect(tableName({ name: "User", table: "tbl_user" }, { tables: "snake_plural" })).toBe("tbl_user");
    expect(columnName({ name: "createdAt" }, { columns: "snake" })).toBe("created_at");
    expect(columnName({ name: "createdAt" }, { columns: "camel" })).toBe("createdAt");
    expect(columnName({ name: "createdAt", column: "ctime" }, { columns: "snake" })).toBe("ctime");
  });
});

describe("suggestions", () => {
  it("are the nearest word by edits, swaps counted once", () => {
    expect(editDistance("unqiue", "unique")).toBe(1);
    expect(nearest("fileds", ["fields", "checks"])).toBe("fields");
    expect(nearest("STRING", ["string"])).toBe("string");
    expect(nearest("zzz", ["fields"])).toBeUndefined();
    expect(nearest("x".repeat(10_000), ["x"])).toBeUndefined();
  });
});
