import { describe, expect, test } from "vitest";
import { readModel } from "../model/read.ts";
import { validateModel } from "../model/validate.ts";
import { selectEntities } from "./select.ts";

const { model } = readModel(
  `schemaforge: 1
types:
  Grade: [pass, fail]
entities:
  Student:
    fields: { name: text }
    relations:
      courses: many Course as many students through Enrolment
  Course:
    fields: { name: text }
  Enrolment:
    fields: { grade: Grade? }
    relations:
      student: one Student as enrolments
      course: one Course as enrolments
    keys:
      primary: [student, course]
  Room:
    fields: { name: text }
    relations:
      course: one? Course as rooms
    checks:
      has_course: course is not null or name <> ''
    indexes:
      rooms_by_course: [course, name]
targets:
  postgres:
    objects:
      - sql: CREATE VIEW room_names AS SELECT name FROM rooms
        needs: [rooms]
`,
  "school.model.yaml",
);

const names = (words: readonly string[] | undefined, relations?: boolean) => {
  const selection = selectEntities(model, words, relations);
  expect(validateModel(selection.model)).toEqual([]);
  return { ...selection, names: selection.model.entities.map(({ name }) => name) };
};

describe("what is taken along", () => {
  test("what a required relation points to", () => {
    const { names: chosen, reasons } = names(["enrolments"]);
    expect(chosen).toEqual(["Student", "Course", "Enrolment"]);
    expect(reasons).toContainEqual({
      subject: "Student",
      decision: "taken along",
      why: "Enrolment.student requires it",
    });
  });

  test.each([[["Student", "Course"]], [["Course", "Student"]]])("the entity between two, named as %j", (words) => {
    expect(names(words).names).toEqual(["Student", "Course", "Enrolment"]);
  });

  test("only the types that are used", () => {
    expect(names(["Course"]).model.types).toEqual([]);
    expect(names(["Enrolment"]).model.types.map(({ name }) => name)).toEqual(["Grade"]);
  });
});

describe("what is left out, with a reason", () => {
  test("an optional relation, and the check and the index that stand on it", () => {
    const { model: selected, reasons } = names(["Room"]);
    const [room] = selected.entities;
    expect([room?.relations, room?.checks, room?.indexes]).toEqual([[], [], []]);
    expect(reasons.map(({ subject, why }) => `${subject}: ${why}`)).toEqual([
      "Room.course: Course was not selected",
      "Room.has_course: it stands on course",
      "Room.rooms_by_course: it stands on course",
    ]);
  });

  test("verbatim objects that need the table of another entity", () => {
    expect(names(["Course"]).model.targets.postgres?.objects).toEqual([]);
    expect(names(["Room"]).model.targets.postgres?.objects).toHaveLength(1);
  });

  test("all relations, with the keys on them", () => {
    const { model: selected, names: chosen } = names(undefined, false);
    expect(chosen).toEqual(["Student", "Course", "Enrolment", "Room"]);
    expect(selected.entities.flatMap(({ relations, keys }) => [...relations, ...keys])).toEqual([]);
  });
});

test("an unknown entity has a near one", () => {
  expect(() => names(["Cuorse"])).toThrow(/no entity Cuorse/);
});
