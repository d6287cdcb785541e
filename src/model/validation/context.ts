/** What the checks of a Model share: look-ups, and how a problem is noted with its place. */
import type { Where } from "../errors.ts";
import type { Positions } from "../file/places.ts";
import { ModelMembers } from "../members.ts";
import type { Entity, EnumType, Model } from "../model.ts";
import type { Problem } from "../problems.ts";

export type { Members } from "../members.ts";

export class Validation {
  readonly model: Model;
  readonly problems: Problem[] = [];
  readonly entities: ReadonlyMap<string, Entity>;
  readonly members: ModelMembers;
  readonly types: ReadonlyMap<string, EnumType>;
  readonly #positions: Positions | undefined;
  readonly #file: string | undefined;
  #lists: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(model: Model, positions: Positions | undefined, file: string | undefined) {
    this.model = model;
    this.#positions = positions;
    this.#file = file;
    this.members = new ModelMembers(model);
    this.entities = this.members.entities;
    this.types = new Map(model.types.map((type) => [type.name, type]));
  }

  /** The lists of entities by name: other sides of `one` (unless one-to-one), and both sides of `many`. */
  get lists(): ReadonlyMap<string, ReadonlySet<string>> {
    this.#lists ??= listsOf(this.model, this.members);
    return this.#lists;
  }

  /** Notes a problem of the part at `path` (`User`, `User.email`, `User.indexes.name`). */
  add(path: string, code: string, message: string, remedy?: string): void {
    this.problems.push({ code, message, where: this.where(path), ...(remedy === undefined ? {} : { remedy }) });
  }

  /** As `add` for a `word` that names nothing: proposes what was meant, or the remedy `otherwise`. */
  addUnknown(
    path: string,
    code: string,
    message: string,
    { word, meant, otherwise }: { word: string; meant: string | undefined; otherwise?: string | undefined },
  ): void {
    this.problems.push({
      code,
      message,
      where: this.where(path),
      ...(otherwise === undefined ? {} : { remedy: otherwise }),
      ...(meant === undefined ? {} : { remedy: `Did you mean \`${meant}\`?`, replacement: { text: meant, word } }),
    });
  }

  /**
   * The place of a part in its file, or its path when there is no file. A part that came from a mixin or a construct is
   * where its entity is.
   */
  where(path: string): Where {
    const [owner = ""] = path.split(".");
    const at = this.#positions?.at(path) ?? this.#positions?.at(owner);
    const file = at?.file ?? this.#file;
    return at && file !== undefined ? { file, line: at.line, column: at.column } : { object: path };
  }
}

function listsOf(model: Model, members: ModelMembers): Map<string, Set<string>> {
  const lists = new Map<string, Set<string>>();
  const add = (entity: string, name: string): void => {
    const names = lists.get(entity) ?? new Set<string>();
    lists.set(entity, names.add(name));
  };
  for (const entity of model.entities) {
    for (const relation of members.relationsOf(entity)) {
      if (relation.kind === "many") add(entity.name, relation.name);
      if (relation.inverse !== undefined && !(relation.kind === "one" && relation.unique))
        add(relation.target, relation.inverse);
    }
    if (entity.tree !== undefined && !members.relationsOf(entity).some(({ name }) => name === "parent"))
      add(entity.name, "children");
  }
  return lists;
}

/** True when the entity declares its primary key itself. */
export function declaresPrimary(entity: Entity): boolean {
  return entity.keys.some((key) => key.primary) || entity.fields.some((field) => field.primary);
}

/** The fields of a plain entity's primary key: declared, or the `id` of the conventions; empty if it has none. */
export function primaryFields(entity: Entity, model: Model): readonly string[] {
  const key = entity.keys.find((candidate) => candidate.primary);
  if (key) return key.fields;
  const marked = entity.fields.filter((field) => field.primary).map((field) => field.name);
  if (marked.length > 0) return marked;
  return (entity.id ?? model.conventions.id) === "none" ? [] : ["id"];
}
