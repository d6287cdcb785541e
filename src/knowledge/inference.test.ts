import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatField, parseField } from "../model/shorthand/field.ts";
import { inferChecks, inferField } from "./inference.ts";

const inferred = (name: string, entity = "Thing"): string => {
  const { field } = inferField(name, { entity });
  return `${field.name}: ${formatField(field)}`;
};

describe("a field's name", () => {
  test.each([
    ["email", "email: email pii=contact"],
    ["contact_email", "contactEmail: email pii=contact"],
    ["password", "passwordHash: string(255) secret"],
    ["api_token", "apiToken: string(255) unique secret"],
    ["published_at", "publishedAt: datetime?"],
    ["createdAt", "createdAt: datetime = now()"],
    ["birth_date", "birthDate: date? pii=birthdate"],
    ["order_date", "orderDate: date"],
    ["is_active", "isActive: boolean = false"],
    ["active", "active: boolean = true"],
    ["email_verified", "emailVerified: boolean = false"],
    ["has_children", "hasChildren: boolean = false"],
    ["author_id", "authorId: uuid index"],
    ["stripe_customer_id", "stripeCustomerId: string(255)? index"],
    ["tag_ids", "tagIds: uuid[] = []"],
    ["unit_price", "unitPrice: money min=0"],
    ["balance", "balance: money = 0"],
    ["tax_rate", "taxRate: decimal(9,6)"],
    ["discount_percent", "discountPercent: percent = 0"],
    ["quantity", "quantity: int = 0 min=0"],
    ["view_count", "viewCount: int = 0 min=0"],
    ["rating", "rating: smallint min=1 max=5"],
    ["latitude", "latitude: latitude?"],
    ["country_code", "countryCode: country"],
    ["currency", "currency: currency"],
    ["phone", "phone: phone? pii=contact"],
    ["avatar_url", "avatarUrl: url?"],
    ["ip_address", "ipAddress: ip? pii=network"],
    ["first_name", "firstName: string(100) pii=name"],
    ["title", "title: string(255)"],
    ["description", "description: text?"],
    ["tags", "tags: string[] = []"],
    ["metadata", "metadata: json = {}"],
    ["slug", "slug: slug unique"],
    ["sku", "sku: string(64) unique"],
    ["version", "version: int = 1 min=1"],
    ["sha256", "sha256: char(64)"],
    ["status", "status: string(50)"],
    ["zip_code", "zipCode: string(20)? pii=address"],
    ["weight", "weight: decimal(12,3)?"],
    ["flavour", "flavour: string(255)"],
  ])("%s is %s", (name, expected) => {
    expect(inferred(name)).toBe(expected);
  });

  test("ending in ? is optional", () => {
    expect(inferred("title?")).toBe("title: string(255)?");
  });

  test("is unique where a row stands for a person", () => {
    expect(inferred("email", "AdminUser")).toBe("email: string(255) unique pii=contact");
    expect(inferred("email", "Subscriber")).toBe("email: email unique pii=contact");
    expect(inferred("billing_email", "Subscriber")).toBe("billingEmail: email pii=contact");
  });

  test("is as in the entity that this is a kind of, with an enum of its own", () => {
    const { field, reason, enumType } = inferField("status", { entity: "RepairOrder" });
    expect(formatField(field)).toBe("RepairOrderStatus = pending");
    expect(reason).toContain("Order");
    expect(enumType?.values.map(({ value }) => value)).toContain("shipped");
  });

  test("always gives a field that its shorthand gives back, and a reason", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,9}(_(at|id|count|url|[a-z]{1,6})){0,2}$/);
    fc.assert(
      fc.property(word, (name) => {
        const { field, reason } = inferField(name, { entity: "Thing" });
        expect(parseField(field.name, formatField(field))).toEqual(field);
        expect(reason.length).toBeGreaterThan(3);
      }),
    );
  });
});

describe("pairs", () => {
  const checksOf = (...fields: readonly (readonly [string, string])[]) =>
    inferChecks(
      "things",
      fields.map(([name, text]) => parseField(name, text)),
    ).map(({ name }) => name);

  test("are checked when both are there and of one type", () => {
    expect(checksOf(["startDate", "date"], ["endDate", "date?"])).toEqual(["things_end_date_not_below_start_date"]);
    expect(checksOf(["validFrom", "date"], ["validTo", "date"])).toEqual(["things_valid_to_not_below_valid_from"]);
    expect(checksOf(["startDate", "date"], ["endDate", "datetime"])).toEqual([]);
    expect(checksOf(["startDate", "date"])).toEqual([]);
    expect(checksOf(["minName", "string(5)"], ["maxName", "string(5)"])).toEqual([]);
  });
});
