/** `encrypt`: values that are stored as ciphertext, made by the database (pgcrypto) or by the application alone. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Expression, ExpressionNode } from "../../../model/expression.ts";
import { childrenOf } from "../../../model/expressions/tree.ts";
import type { Entity, Field, FieldType, Model } from "../../../model/model.ts";
import { childId, makeObjectName } from "../ids.ts";
import { quoteIdent, stringLiteral } from "../quote.ts";
import type { BehaviourContext } from "./behaviours.ts";
import { type Draft, tableId } from "./draft.ts";
import { addRoutine, columnIds, schemaOf } from "./routines.ts";

const scalar = (name: string): FieldType => ({ name, args: [], array: 0 });

/** What a value becomes by who encrypts it: the column's type, and what its comment says. */
const STORED = {
  database: {
    type: scalar("binary"),
    note: "Encrypted by the database: written as encrypt_value(…), read as decrypt_value(…).",
  },
  // Ciphertext as applications write it is text of a length that only they know.
  application: { type: scalar("text"), note: "Encrypted by the application: the database sees ciphertext alone." },
} as const;

/**
 * The Model with the columns of encrypted fields as they are stored.
 *
 * @throws SchemaforgeError BAD_ENCRYPTION where the database would have to compare, compute or hold the plain value
 */
export function withEncryptedFields(model: Model): Model {
  if (!model.entities.some(isConcerned)) return model;
  return {
    ...model,
    entities: model.entities.map((entity) => (isConcerned(entity) ? encrypted(entity) : entity)),
  };
}

function isConcerned(entity: Entity): boolean {
  return entity.fields.some((field) => field.encrypt !== undefined);
}

function encrypted(entity: Entity): Entity {
  const fields = entity.fields.map((field) => {
    if (field.encrypt === undefined) return field;
    const use = usesOf(entity, field).find(({ isUsed }) => isUsed);
    if (use) {
      throw new SchemaforgeError("BAD_ENCRYPTION", `the database cannot ${use.purpose}: it is encrypted`, {
        where: { object: `${entity.name}.${field.name}` },
        remedy: "Leave that out, or keep what the database has to know in a field of its own, such as a keyed hash",
      });
    }
    return stored(field, field.encrypt);
  });
  return { ...entity, fields };
}

function stored({ targets: _native, doc, ...field }: Field, by: "database" | "application"): Field {
  const { type, note } = STORED[by];
  return { ...field, type, doc: doc === undefined || doc === "" ? note : `${doc}\n${note}` };
}

/** What outside of the field itself, which validation looks at, would need the plain value. */
function usesOf(entity: Entity, field: Field): { readonly isUsed: boolean; readonly purpose: string }[] {
  const { name } = field;
  const reads = (expression: Expression | undefined) =>
    expression?.kind === "parsed" && expression.refs.includes(name) && readsValue(expression.ast, name);
  const holds = (members: readonly string[]) => members.includes(name);
  return [
    { isUsed: entity.keys.some((key) => holds(key.fields)), purpose: "keep the field unique" },
    {
      isUsed: entity.indexes.some(
        ({ parts, search = [], where }) =>
          holds(search) ||
          reads(where) ||
          parts.some(({ of }) => ("field" in of ? of.field === name : reads(of.expression))),
      ),
      purpose: "find rows by the field in an index",
    },
    {
      isUsed: (entity.exclude ?? []).some(
        ({ parts, where }) => reads(where) || parts.some((part) => part.field === name),
      ),
      purpose: "compare the field in an exclusion",
    },
    { isUsed: entity.checks.some(({ expression }) => reads(expression)), purpose: "read the field in a check" },
    {
      isUsed: entity.fields.some(
        (other) => reads(other.generated) || other.slugOf === name || (other !== field && reads(other.check)),
      ),
      purpose: "compute another field from this one",
    },
    { isUsed: field.default !== undefined && field.default.kind !== "null", purpose: "give the field a default" },
    { isUsed: (entity.rows ?? []).some((row) => name in row), purpose: "take the field from reference rows" },
    {
      isUsed: (entity.policies ?? []).some(({ using, check }) => reads(using) || reads(check)),
      purpose: "read the field in a policy",
    },
  ];
}

/** Whether an expression needs a field's value, and not only whether there is one. */
function readsValue(node: ExpressionNode, name: string): boolean {
  if (node.kind === "field") return node.name === name;
  if (node.kind === "isNull" && node.operand.kind === "field") return false;
  return childrenOf(node).some((operand) => readsValue(operand, name));
}

/** The session's setting that holds the key, which stands nowhere in the schema. */
const SETTING = "app.encryption_key";

const KEY = [
  "IF coalesce(key, '') = '' THEN",
  `  RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = '${SETTING} is not set',`,
  `    HINT = 'Give the key to the session: SELECT set_config(''${SETTING}'', $1, false).';`,
  "END IF;",
];

/**
 * Adds the functions that encrypt and decrypt, and for each field that the database encrypts a check that nothing but
 * ciphertext is stored: messages of pgcrypto begin with a packet of tag 3, 13 bytes long, version 4 (RFC 4880, 5.3), and
 * no text in UTF-8 begins with these bytes.
 */
export function lowerEncryption({ draft, table }: BehaviourContext): void {
  for (const column of table.columns) {
    if (column.origin.kind !== "field" || column.origin.field.encrypt !== "database") continue;
    addFunctions(draft);
    const schema = schemaOf(table);
    const isTaken = (name: string) => draft.objects.has(childId("check", schema, table.name, name));
    let name = makeObjectName(table.name, column.name, "encrypted");
    for (let number = 1; isTaken(name); number++) name = makeObjectName(table.name, column.name, `encrypted${number}`);
    const sql = `(substr(${quoteIdent(column.name)}, 1, 3) = '\\xc30d04'::bytea)`;
    const id = childId("check", schema, table.name, name);
    const needs = columnIds(table, [column.name]);
    draft.add({ kind: "check", id, parent: tableId(table), schema, name, props: { expression: { sql } } }, needs);
  }
}

function addFunctions(draft: Draft): void {
  const needs = [draft.extension("pgcrypto")];
  const declare = [`key text := current_setting(${stringLiteral(SETTING)}, true);`];
  const parameters = (type: string) => [{ name: "value", type }];
  const common = { security: "pinned", declare } as const;
  addRoutine(
    draft,
    {
      ...common,
      name: "encrypt_value",
      parameters: parameters("text"),
      returns: "bytea",
      options: "STRICT",
      body: [...KEY, "RETURN public.pgp_sym_encrypt(value, key, 'cipher-algo=aes256');"],
    },
    needs,
  );
  addRoutine(
    draft,
    {
      ...common,
      name: "decrypt_value",
      parameters: parameters("bytea"),
      returns: "text",
      options: "STABLE STRICT",
      body: [...KEY, "RETURN public.pgp_sym_decrypt(value, key);"],
    },
    needs,
  );
}
