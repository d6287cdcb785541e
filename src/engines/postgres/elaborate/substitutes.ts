/**
 * What stands in for extensions that the embedded engine cannot load: as much of each as schemas are seen to use. A
 * table of data; stand-ins.ts makes statements of it. An extension that is not here has no stand-ins of its own.
 */

export interface SubstituteType {
  readonly name: string;
  /** What may stand in parentheses after the type: one number, or words (`Point,4326`); nothing when absent. */
  readonly modifiers?: "number" | "words";
}

/** An operator class, made of the support functions of a class that the server has. */
export interface SubstituteClass {
  readonly name: string;
  readonly type: string;
  readonly method: string;
  readonly like: "btree" | "gist" | "spgist" | "brin";
  readonly isDefault?: true;
}

export interface Substitute {
  /** The schema that its control file fixes. */
  readonly schema?: string;
  /** Further schemas that it makes. */
  readonly schemas?: readonly string[];
  readonly types?: readonly SubstituteType[];
  /** Signatures: `name(argument types) result`. */
  readonly functions?: readonly string[];
  /** Aggregates over one argument that have a function of two arguments beside them: `name type`. */
  readonly aggregates?: readonly string[];
  /** `left operator right result`. */
  readonly operators?: readonly string[];
  /** Index access methods. */
  readonly methods?: readonly string[];
  readonly classes?: readonly SubstituteClass[];
  /** `from to` and, for those that need not be written, `implicit`. */
  readonly casts?: readonly string[];
  readonly languages?: readonly string[];
  readonly wrappers?: readonly string[];
  /** Tables and views, by definition. */
  readonly relations?: readonly string[];
}

const words = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

const VECTORS = ["vector", "halfvec", "sparsevec"] as const;
const DISTANCES = ["l2", "ip", "cosine", "l1"] as const;

function distanceClasses(method: string): SubstituteClass[] {
  return VECTORS.flatMap((type) =>
    DISTANCES.map((distance): SubstituteClass => {
      const isDefault = method === "ivfflat" && distance === "l2" ? { isDefault: true as const } : {};
      return { name: `${type}_${distance}_ops`, type, method, like: "btree", ...isDefault };
    }),
  );
}

/** pgvector 0.8. */
const vector: Substitute = {
  types: VECTORS.map((name) => ({ name, modifiers: "number" })),
  functions: VECTORS.flatMap((type) => [
    `l2_distance(${type}, ${type}) float8`,
    `inner_product(${type}, ${type}) float8`,
    `cosine_distance(${type}, ${type}) float8`,
    `l1_distance(${type}, ${type}) float8`,
    `l2_norm(${type}) float8`,
    `l2_normalize(${type}) ${type}`,
    ...(type === "sparsevec" ? [] : [`vector_dims(${type}) int4`, `subvector(${type}, int4, int4) ${type}`]),
  ]),
  operators: VECTORS.flatMap((type) => ["<->", "<#>", "<=>", "<+>"].map((name) => `${type} ${name} ${type} float8`)),
  methods: ["hnsw", "ivfflat"],
  classes: ["hnsw", "ivfflat"].flatMap(distanceClasses),
  casts: [
    "vector halfvec implicit",
    "halfvec vector",
    "vector sparsevec implicit",
    "sparsevec vector",
    "int4[] vector",
    "float4[] vector",
    "float8[] vector",
    "numeric[] vector",
    "vector float4[]",
  ],
};

/** PostGIS 3: the functions that defaults, generated columns, indexes, checks, policies and views of schemas call. */
const postgis: Substitute = {
  types: [
    { name: "geometry", modifiers: "words" },
    { name: "geography", modifiers: "words" },
    { name: "box2d" },
    { name: "box3d" },
  ],
  functions: [
    ...words(`
      st_point(float8, float8) geometry
      st_point(float8, float8, int4) geometry
      st_makepoint(float8, float8) geometry
      st_makepoint(float8, float8, float8) geometry
      st_makeline(geometry, geometry) geometry
      st_makepolygon(geometry) geometry
      st_makeenvelope(float8, float8, float8, float8) geometry
      st_makeenvelope(float8, float8, float8, float8, int4) geometry
      st_geomfromtext(text) geometry
      st_geomfromtext(text, int4) geometry
      st_geomfromewkt(text) geometry
      st_geomfromwkb(bytea) geometry
      st_geomfromwkb(bytea, int4) geometry
      st_geomfromgeojson(text) geometry
      st_geogfromtext(text) geography
      st_geographyfromtext(text) geography
      st_asgeojson(geometry) text
      st_asgeojson(geometry, int4) text
      st_asgeojson(geography) text
      st_asmvt(anyelement) bytea
      st_asbinary(geography) bytea
      st_x(geometry) float8
      st_y(geometry) float8
      st_z(geometry) float8
      st_m(geometry) float8
      st_xmin(box3d) float8
      st_xmax(box3d) float8
      st_ymin(box3d) float8
      st_ymax(box3d) float8
      st_length(geography) float8
      st_area(geography) float8
      st_distance(geography, geography) float8
      st_distancesphere(geometry, geometry) float8
      st_intersects(geography, geography) bool
      st_covers(geography, geography) bool
      st_dwithin(geometry, geometry, float8) bool
      st_dwithin(geography, geography, float8) bool
      st_dwithin(geography, geography, float8, bool) bool
      st_buffer(geometry, float8) geometry
      st_buffer(geography, float8) geography
      st_setsrid(geometry, int4) geometry
      st_transform(geometry, int4) geometry
      st_simplify(geometry, float8) geometry
      st_simplifypreservetopology(geometry, float8) geometry
      st_snaptogrid(geometry, float8) geometry
      st_geometryn(geometry, int4) geometry
      st_pointn(geometry, int4) geometry
      st_generatepoints(geometry, int4) geometry
      st_geohash(geometry) text
      st_geohash(geometry, int4) text
      st_relate(geometry, geometry) text
      postgis_version() text
      postgis_full_version() text`),
    ...`st_union st_collect st_intersection st_difference st_symdifference st_closestpoint st_shortestline`
      .split(" ")
      .map((name) => `${name}(geometry, geometry) geometry`),
    ...`st_centroid st_envelope st_boundary st_convexhull st_pointonsurface st_startpoint st_endpoint
      st_makevalid st_multi st_force2d st_force3d st_reverse st_linemerge st_exteriorring st_flipcoordinates`
      .split(/\s+/)
      .map((name) => `${name}(geometry) geometry`),
    ...`st_astext st_asewkt st_geometrytype geometrytype st_isvalidreason st_askml`
      .split(/\s+/)
      .map((name) => `${name}(geometry) text`),
    ...["st_asbinary", "st_asewkb", "st_astwkb"].map((name) => `${name}(geometry) bytea`),
    ...`st_length st_area st_perimeter st_length2d`.split(" ").map((name) => `${name}(geometry) float8`),
    ...["st_distance", "st_azimuth", "st_3ddistance"].map((name) => `${name}(geometry, geometry) float8`),
    ...`st_contains st_within st_intersects st_touches st_crosses st_overlaps st_disjoint st_equals st_covers
      st_coveredby st_containsproperly`
      .split(/\s+/)
      .map((name) => `${name}(geometry, geometry) bool`),
    ...`st_isvalid st_isempty st_issimple st_isclosed st_isring st_hasarc`
      .split(" ")
      .map((name) => `${name}(geometry) bool`),
    ...`st_srid st_npoints st_ndims st_dimension st_coorddim st_numgeometries st_numpoints st_zmflag`
      .split(" ")
      .map((name) => `${name}(geometry) int4`),
  ],
  aggregates: ["st_union geometry", "st_collect geometry", "st_makeline geometry"],
  operators: [
    ...["&&", "@", "~", "~=", "<<", ">>", "&<", "&>", "|>>", "<<|"].map((name) => `geometry ${name} geometry bool`),
    "geometry <-> geometry float8",
    "geometry <#> geometry float8",
    "geography && geography bool",
    "geography <-> geography float8",
  ],
  classes: [
    { name: "gist_geometry_ops_2d", type: "geometry", method: "gist", like: "gist", isDefault: true },
    { name: "gist_geometry_ops_nd", type: "geometry", method: "gist", like: "gist" },
    { name: "gist_geography_ops", type: "geography", method: "gist", like: "gist", isDefault: true },
    { name: "spgist_geometry_ops_2d", type: "geometry", method: "spgist", like: "spgist", isDefault: true },
    { name: "spgist_geography_ops_nd", type: "geography", method: "spgist", like: "spgist", isDefault: true },
    { name: "brin_geometry_inclusion_ops_2d", type: "geometry", method: "brin", like: "brin", isDefault: true },
    { name: "brin_geography_inclusion_ops", type: "geography", method: "brin", like: "brin", isDefault: true },
  ],
  casts: [
    "geometry geography implicit",
    "geography geometry",
    "text geometry implicit",
    "geometry text implicit",
    "geometry box2d implicit",
    "geometry box3d implicit",
    "box3d geometry",
    "box2d geometry",
    "bytea geometry implicit",
    "geometry bytea implicit",
    "geometry json",
    "geometry jsonb",
  ],
  relations: [
    `TABLE spatial_ref_sys (srid integer NOT NULL PRIMARY KEY, auth_name character varying(256), auth_srid integer,
      srtext character varying(2048), proj4text character varying(2048))`,
    ...["geometry_columns", "geography_columns"].map(
      (name) =>
        `VIEW ${name} AS SELECT NULL::character varying(256) AS f_table_catalog, NULL::name AS f_table_schema,
           NULL::name AS f_table_name, NULL::name AS f_geometry_column, NULL::integer AS coord_dimension,
           NULL::integer AS srid, NULL::character varying(30) AS type`,
    ),
  ],
};

const timescaledb: Substitute = {
  schemas: ["_timescaledb_catalog", "_timescaledb_internal", "_timescaledb_config", "timescaledb_information"],
  functions: [
    ...["timestamptz", "timestamp", "date"].map((type) => `time_bucket(interval, ${type}) ${type}`),
    ...["int2", "int4", "int8"].map((type) => `time_bucket(${type}, ${type}) ${type}`),
    "time_bucket_gapfill(interval, timestamptz) timestamptz",
  ],
};

const languageOnly = (name: string): Substitute => ({ languages: [name] });
const wrapperOnly = (name: string): Substitute => ({ wrappers: [name] });

/** By the name that CREATE EXTENSION gives. */
export const SUBSTITUTES: { readonly [extension: string]: Substitute } = {
  vector,
  postgis,
  timescaledb,
  postgis_raster: { types: [{ name: "raster" }] },
  postgis_topology: { schema: "topology" },
  vectorscale: { methods: ["diskann"], classes: distanceClasses("diskann").filter(({ type }) => type === "vector") },
  pg_cron: {
    schema: "pg_catalog",
    schemas: ["cron"],
    functions: ["cron.schedule(text, text) int8", "cron.schedule(text, text, text) int8", "cron.unschedule(text) bool"],
    relations: [
      `TABLE cron.job (jobid bigint PRIMARY KEY, schedule text NOT NULL, command text NOT NULL, nodename text NOT NULL,
        nodeport integer NOT NULL, database text NOT NULL, username text NOT NULL, active boolean NOT NULL, jobname text)`,
      `TABLE cron.job_run_details (jobid bigint, runid bigint PRIMARY KEY, job_pid integer, database text, username text,
        command text, status text, return_message text, start_time timestamptz, end_time timestamptz)`,
    ],
  },
  pg_net: { schemas: ["net"] },
  pg_graphql: { schema: "graphql" },
  pgsodium: { schema: "pgsodium" },
  pgmq: { schema: "pgmq" },
  supabase_vault: {
    schema: "vault",
    functions: ["vault.create_secret(text, text, text) uuid"],
    relations: [
      "TABLE vault.secrets (id uuid PRIMARY KEY, name text, description text, secret text, key_id uuid, nonce bytea, created_at timestamptz, updated_at timestamptz)",
      "VIEW vault.decrypted_secrets AS SELECT id, name, description, secret, secret AS decrypted_secret, key_id, nonce, created_at, updated_at FROM vault.secrets",
    ],
  },
  pgjwt: {
    functions: [
      "sign(json, text, text) text",
      "url_encode(bytea) text",
      "url_decode(text) bytea",
      "algorithm_sign(text, text, text) text",
    ],
  },
  pg_uuidv7: { functions: ["uuid_generate_v7() uuid"] },
  pg_jsonschema: {
    functions: ["json_matches_schema(json, json) bool", "jsonb_matches_schema(json, jsonb) bool"],
  },
  postgres_fdw: wrapperOnly("postgres_fdw"),
  mysql_fdw: wrapperOnly("mysql_fdw"),
  tds_fdw: wrapperOnly("tds_fdw"),
  oracle_fdw: wrapperOnly("oracle_fdw"),
  sqlite_fdw: wrapperOnly("sqlite_fdw"),
  dblink: wrapperOnly("dblink_fdw"),
  plv8: languageOnly("plv8"),
  plperl: languageOnly("plperl"),
  plperlu: languageOnly("plperlu"),
  plpython3u: languageOnly("plpython3u"),
  pltcl: languageOnly("pltcl"),
  plr: languageOnly("plr"),
  autoinc: { functions: ["autoinc() trigger"] },
  insert_username: { functions: ["insert_username() trigger"] },
  refint: { functions: ["check_primary_key() trigger", "check_foreign_key() trigger"] },
};
