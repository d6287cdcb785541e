import { describe, expect, test, vi } from "vitest";
import { SchemaforgeError } from "../model/errors.ts";
import { withoutAliases } from "./options.ts";

vi.hoisted(() => {
  // The bundler puts it in.
  Object.assign(globalThis, { SCHEMAFORGE_VERSION: "0.0.0" });
});
const { parseArguments } = await import("./program.ts");

function failure(...args: string[]): SchemaforgeError {
  try {
    parseArguments(args);
  } catch (error) {
    if (error instanceof SchemaforgeError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

describe("arguments", () => {
  test("the founding documents' commands are taken as written", () => {
    const chosen = parseArguments(["postgres", "--entity=User,Post,Comment", "--relations=true"]);
    expect(chosen).toMatchObject({
      name: "postgres",
      args: [],
      flags: { entity: "User,Post,Comment", relations: "true" },
    });
  });

  test("--entity adds up, --rename is a list", () => {
    const entities = ["--entity=User", "--models", "Post(title: text, n: int)"];
    expect(parseArguments(["postgres", ...entities])?.flags["entity"]).toBe("User,Post(title: text, n: int)");
    const renames = ["--rename=a=b,c=d", "--rename", "e=f"];
    expect(parseArguments(["diff", "x", "y", ...renames])?.flags["rename"]).toEqual(["a=b", "c=d", "e=f"]);
  });

  test.each(["postgresql", "pg"])("%s is postgres", (name) => {
    expect(parseArguments([name])?.name).toBe("postgres");
  });

  test("options stand before or after the command", () => {
    for (const args of [
      ["--json", "-C", "x", "diff", "a", "b"],
      ["diff", "a", "b", "--json", "--directory=x"],
    ]) {
      expect(parseArguments(args)).toMatchObject({
        name: "diff",
        args: ["a", "b"],
        flags: { json: true, directory: "x" },
      });
    }
  });

  test("--rename is repeated or a list", () => {
    const chosen = parseArguments(["diff", "a", "b", "--rename", "x=y,p=q", "--rename=t.a=b"]);
    expect(chosen?.flags["rename"]).toEqual(["x=y", "p=q", "t.a=b"]);
  });

  test("no command is the analysis of the folder", () => {
    expect(parseArguments(["--json"])).toMatchObject({ name: "", flags: { json: true } });
  });

  test("what was not given is not there, so that defaults of a command never hide an option before it", () => {
    expect(parseArguments(["--no-cache", "postgres"])?.flags["cache"]).toBe(false);
    expect(parseArguments(["postgres"])?.flags).toEqual({});
  });
});

describe("other names of options", () => {
  test.each([
    [["--entities=A"], ["--entity=A"]],
    [
      ["--models", "A"],
      ["--entity", "A"],
    ],
    [["--collection=A"], ["--entity=A"]],
    [["--dialect=pg"], ["--engine=pg"]],
    [["--relations"], ["--relations=true"]],
    [
      ["--relations", "false"],
      ["--relations", "false"],
    ],
    [
      ["--relations", "a.sql"],
      ["--relations=true", "a.sql"],
    ],
    [["--no-relations"], ["--relations=false"]],
    [
      ["--", "--models"],
      ["--", "--models"],
    ],
  ])("%j is %j", (given, meant) => {
    expect(withoutAliases(given)).toEqual(meant);
  });
});

describe("mistakes", () => {
  test.each([
    [["posgres"], "UNKNOWN_COMMAND", "Did you mean postgres?"],
    [["posgres", "--entity=User"], "UNKNOWN_COMMAND", "Did you mean postgres?"],
    [["schema.model.yaml"], "UNKNOWN_COMMAND", "schemaforge postgres schema.model.yaml"],
    [["mongodb", "--collection=Order"], "COMMAND_NOT_SUPPORTED", "It has: postgres"],
    [["postgres", "--entitty=User"], "UNKNOWN_OPTION", "Did you mean --entity?"],
    [["diff", "a", "b", "--stdout"], "UNKNOWN_OPTION", "schemaforge convert"],
    [["--entity=User"], "UNKNOWN_OPTION", "schemaforge postgres"],
    [["diff", "a"], "USAGE", "--help"],
    [["diff", "a", "b", "c"], "USAGE", "--help"],
    [["postgres", "--out"], "USAGE", "--help"],
    [["constructor"], "UNKNOWN_COMMAND", "There are"],
  ])("%j: %s", (args, code, remedy) => {
    const error = failure(...args);
    expect(error.code).toBe(code);
    expect(error.remedy).toContain(remedy);
    expect(error.exit).toBe(1);
  });
});
