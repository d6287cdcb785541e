/** Which extensions the embedded engine can load, and what stands in for the types of those that it cannot. */

/** Extensions of the PGlite package by SQL name: file under `@electric-sql/pglite/contrib/` and export. */
const CONTRIB: ReadonlySet<string> = new Set(
  `amcheck auto_explain bloom btree_gin btree_gist citext cube dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch
  hstore intarray isn lo ltree moddatetime pageinspect pg_buffercache pg_freespacemap pg_stat_statements pg_surgery
  pg_trgm pg_visibility pg_walinspect pgcrypto seg tablefunc tcn tsm_system_rows tsm_system_time unaccent uuid-ossp`.split(
    /\s+/,
  ),
);

/** Types that extensions outside of the package bring. */
export const FOREIGN_TYPES: { readonly [extension: string]: readonly string[] } = {
  vector: ["vector", "halfvec", "sparsevec"],
  postgis: ["geometry", "geography", "box2d", "box3d"],
  postgis_raster: ["raster"],
  postgis_topology: ["topogeometry"],
  timescaledb: [],
  pg_partman: [],
  pg_cron: [],
  pg_net: [],
  pg_graphql: [],
  pgjwt: [],
  pgsodium: [],
  supabase_vault: [],
  postgres_fdw: [],
  dblink: [],
};

export function isEmbedded(extension: string): boolean {
  return CONTRIB.has(extension);
}

/** Extensions that an extension needs, which have to be loaded with it (their control files, version 18). */
const NEEDS: { readonly [extension: string]: readonly string[] } = { earthdistance: ["cube"] };

export function withNeeds(extensions: Iterable<string>): string[] {
  return [...new Set([...extensions].flatMap((name) => [...(NEEDS[name] ?? []), name]))].filter(isEmbedded).sort();
}

/** The modules to give to PGlite when an instance is made, by export name. */
export async function loadModules(extensions: readonly string[]): Promise<{ [name: string]: never }> {
  const modules: { [name: string]: never } = {};
  for (const extension of extensions) {
    const name = extension.replaceAll("-", "_");
    const module = (await import(`@electric-sql/pglite/contrib/${name}`)) as { [name: string]: never };
    const found = module[name];
    if (found !== undefined) modules[name] = found;
  }
  return modules;
}
