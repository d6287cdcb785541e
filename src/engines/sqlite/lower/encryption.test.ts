import { describe, expect, it } from "vitest";
import { readModel } from "../../../model/read.ts";
import { sqlite } from "../index.ts";

describe("encrypted fields", () => {
  it("are text without the length, format and values of what they hold", () => {
    const { model } = readModel(
      `schemaforge: 1
types: { Mood: [good, bad] }
entities:
  Person: { fields: { card: string(4) encrypt, mail: email? encrypt, pin: int encrypt=database, mood: Mood encrypt } }
`,
      "m.yaml",
    );
    const { catalog, losses } = sqlite.lower(model);
    const script = sqlite.script(sqlite.render(catalog));
    for (const column of ["card TEXT NOT NULL", "mail TEXT,", "pin TEXT NOT NULL", "mood TEXT NOT NULL"])
      expect(script).toContain(`  ${column}`);
    expect(script).not.toMatch(/people_(card|mail|pin|mood)_/);
    expect(losses.map(({ code, object }) => [code, object])).toEqual([["NOT_ENCRYPTED", "Person.pin"]]);
  });
});
