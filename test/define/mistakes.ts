/** Models in TypeScript that the compiler refuses: each marked line is an error, which `tsc` checks. Nothing runs them. */
import { defineModel } from "../../src/model/define.ts";

export const mistakes = [
  () =>
    defineModel({
      entities: {
        User: {
          fields: {
            // @ts-expect-error there is no type `strng`
            email: "strng(255) unique",
            // @ts-expect-error a part of a word is no type
            name: "str",
            // @ts-expect-error there is no enum `State`
            state: "State = open",
            // @ts-expect-error a relation stands under `relations`
            boss: "one User",
            // @ts-expect-error also in object form
            note: { type: "txt" },
            // @ts-expect-error an object form knows no `nullable`
            age: { type: "int", nullable: true },
          },
        },
      },
    }),
  () =>
    defineModel({
      entities: {
        User: { fields: { email: "text" } },
        Post: {
          relations: {
            // @ts-expect-error there is no entity `Usr`
            author: "one Usr as posts",
            // @ts-expect-error there is no entity `Tag`
            tags: "many Tag as many posts",
            // @ts-expect-error there is no entity `Joint`
            readers: "many User as many read through Joint",
            // @ts-expect-error User has no field `mail`
            owner: "one User as owned references mail",
            // @ts-expect-error one of the entities is not there
            subject: "one User|Group as type",
            // @ts-expect-error a relation is `one` or `many`
            other: "User as others",
            // @ts-expect-error also in object form
            third: { one: "Usr", as: "thirds" },
          },
        },
      },
    }),
  () =>
    defineModel({
      entities: {
        User: {
          fields: { email: "text" },
          indexes: {
            // @ts-expect-error User has no field `mail`
            one: ["mail"],
            // @ts-expect-error User has no field `mail`
            two: ["email", "mail desc"],
            // @ts-expect-error User has no field `mail`
            three: { fields: ["mail"], unique: true },
            // @ts-expect-error User has no field `body`
            four: { search: ["body"] },
          },
          keys: {
            // @ts-expect-error User has no field `number`
            users_number: ["number"],
          },
        },
      },
    }),
  () =>
    defineModel({
      entities: {
        User: {
          // @ts-expect-error there is no mixin `Audited`
          uses: ["Audited"],
          fields: {},
        },
        Admin: {
          // @ts-expect-error there is no entity `Usr`
          extends: "Usr",
        },
        Post: {
          // @ts-expect-error an entity knows no `columns`
          columns: { a: "text" },
          // @ts-expect-error true or false
          softDelete: "yes",
          // @ts-expect-error one of the words
          tree: "nested",
        },
      },
    }),
  () =>
    defineModel({
      // @ts-expect-error a model knows no `entites`
      entites: {},
      // @ts-expect-error there is no entity `Org`
      tenancy: { entity: "Org", setting: "app.org" },
      // @ts-expect-error one of the words
      conventions: { id: "auto" },
      entities: {},
    }),
];
