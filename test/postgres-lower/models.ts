/** Models for the tests of lowering. */
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";

/** Reads the text of a model file, without its first line. */
export function modelOf(text: string): Model {
  return readModel(`schemaforge: 1\n${text}`, "test.yaml").model;
}

/** A field of every type, with defaults, bounds and generated fields, in a schema of its own; expressions of every kind. */
export const EVERYTHING = `
types:
  Status: { values: [draft, 'in review', "it's"] }
entities:
  Zoo:
    schema: animals
    fields:
      s: string = x
      s5: string(5) = abc
      c: char = a
      c3: char(3) = ab
      t: text = 'it''s \\ here'
      si: smallint = -1
      i: int = 007
      i2: int = -2147483648
      b: bigint = 3000000000
      b2: bigint = -3
      d: decimal = 0.000
      d2: decimal(10,2) = 9.90
      d3: decimal(10,2) = -9.90
      d4: decimal(8) = 5
      f: float = 0.5
      f2: double = -1.5
      f3: double = 1
      bo: boolean = true
      da: date = 2024-02-29 min=2020-01-01 max=2030-01-01
      ti: time min='08:00'
      ti3: time(3)
      dt: datetime min='2024-01-01'
      dt3: datetime(3) = now()
      ts: timestamp
      ts0: timestamp(0)
      iv: interval
      j: json = {"b":[1,2.5],"a":{"x":null,"long":"é\\n"}}
      j2: json = 'true'
      bi: binary = DEADbeef
      bi2: binary(16)
      u: uuid = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'
      u2: uuid = uuid()
      ul: ulid
      oi: objectid
      ip1: inet = '10.0.0.1'
      pt: point
      pg: polygon
      ri: range(int)
      rb: range(bigint)
      rd: range(decimal)
      rda: range(date)
      rdt: range(datetime)
      rts: range(timestamp)
      se: set(a, 'b c') = [a]
      ma: map(int) = {}
      sa: string[] = [user, 'two words', 'null', '']
      s5a: string(5)[] = []
      ia: int[] = [1, -2]
      ia2: int[][] = [[1, 2], [3, 4]]
      da2: decimal(10,2)[] = [1.5]
      ba: boolean[] = [true, false]
      ja: json[] = []
      ua: uuid[] = []
      st: Status = 'in review'
      st2: Status[] = [draft, 'it''s']
      nothing: text? = null
      nothing5: string(5)? = null
      em: email unique
      ur: url?
      sl: slug
      ph: phone?
      mo: money = 0
      pe: percent = 0
      co: country = DE
      cu: currency = EUR
      lo: locale = en
      col: color = '#ffffff'
      ip2: ip?
      mac1: mac = '08:00:2b:01:02:03'
      la: latitude?
      lng: longitude?
      pw: password
      tok: token
      fi: filename
      mi: mimetype
      today1: date = today()
      minutes: int = (60 * 24)
      both: boolean = (1 < 2 and not (2 < 1))
      number: string(9) immutable
      gen: text := lower(s) || ' ' || s5
      gen2: int := length(t) * 2
      gen3: text := concat(s5, i, gen, null)
      gen4: int := year(da)
      gen5: int := year(dt)
      gen6: decimal(5,1) := round(f2, 1)
      gen7: boolean := matches(s5, '\\d+\\b', 'i')
      emails: email[] = []
      pct: percent min=10
    checks:
      c1: length(s) >= 3 and (st = 'draft' or st = 'in review')
      c2: s in ('a', 'b') and not (i in (1, 2))
      c3: i between 1 and 10 or s like 'a%' or s not like '%b'
      c4: case when i > 1 then bo else not bo end
      c5: coalesce(nothing, s) <> ''
      c6: -i < -(i + 1) * 2 - (3 - i)
      c7: length(sa) < 5
      c8: lower(st) = 'draft' or matches(u, '^a')
      c9: dt <= now() and da <= today()
    indexes:
      ix_json: { fields: [j], using: inverted }
      ix_arr: { fields: [sa, ia], using: inverted }
      ix_mixed: { fields: [i, t, st, u], using: inverted }
      ix_path: { fields: [j opclass=jsonb_path_ops], using: inverted }
      ix_default: { fields: [j opclass=jsonb_ops], using: inverted }
      ix_point: { fields: [pt], using: spatial }
      ix_spatial: { fields: [rdt, ip1, i, pg], using: spatial }
      ix_brin: { fields: [dt, i], using: brin }
      ix_hash: { fields: [s5], using: hash }
      ix_where: { fields: [i desc, s5 nulls first, da desc nulls last], where: "nothing is null and i > 3", include: [b] }
      ix_expr: ['lower(s)', 'i + 1', 'coalesce(nothing, s)']
      ix_unique: { fields: [s5, i], unique: true, where: bo }
      ix_search: { search: [s, nothing, t], language: german }
      ix_text: { fields: [t opclass=text_pattern_ops, s5 opclass=varchar_pattern_ops] }
`;

/** Names that need quotes, other conventions, native types, keys through relations, several schemas. */
export const ODD = `
conventions: { id: identity, columns: camel, tables: pascal_singular }
types:
  OrderStatus: { values: [a, B c], schema: other }
  Select: [x]
entities:
  User:
    softDelete: true
    fields:
      name: { type: string, targets: { postgres: { type: citext } } }
      number: string(20) immutable unique
      counter: { type: int, targets: { postgres: { type: serial } } }
      v: { type: string, targets: { postgres: { type: 'VARCHAR(20)' } } }
      n: { type: decimal, targets: { postgres: { type: 'decimal(8)' } } }
      tz: { type: datetime, targets: { postgres: { type: 'timestamptz(3)' } } }
      hs: { type: json, targets: { postgres: { type: hstore } } }
      arr: { type: int, targets: { postgres: { type: 'int4[]' } } }
      status: OrderStatus = a
      statuses: OrderStatus[] = [a, 'B c']
      sel: Select?
      order: int index
      doc1: json index
      tags: string[] index
      where: point index
      period: range(date)? index
      bigName_that_is_long_enough_to_be_cut_somewhere_in_the_end_ofX: int index unique
    keys:
      uq: [name, v]
    relations:
      manager: one? User as reports
      friends: many User as many friendOf
      posts: many Post as many authors table='Odd "name"'
    checks:
      ck: manager is not null or sel = 'x'
      raw1: { sql: { postgres: '"order" > 0' } }
      raw2: { sql: { mysql: 'x' } }
    indexes:
      tr: { fields: [name, v, number], using: inverted }
      cit: { search: [name, v, number], language: klingon }
      rawi: [{ sql: { postgres: "upper(name::text)" } }]
      geo: { fields: [where, order], using: spatial }
      no1: { fields: [where], using: inverted }
      inc: { fields: [order], using: hash, include: [v] }
      part: { fields: [manager, deletedAt desc], unique: true, where: manager is not null }
  Post:
    schema: blog
    id: none
    keys:
      primary: [user, slug]
    fields:
      slug: slug
      updatedAt: datetime column='changed at'
      from: date = today()
      time: time?
    checks:
      composite: slug <> '' or user is not null
    relations:
      user: one User as posts2 on delete no action on update cascade deferrable
      byName: one User as named references number
  Profile:
    id: none
    timestamps: false
    keys: { primary: [user] }
    relations:
      user: one User as profile unique owned
      post: one? Post as profiles name=fk_post
`;
