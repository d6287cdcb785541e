/** Which extensions the embedded engine can load, and how. */

/** Extensions of the PGlite package by SQL name; their files are under `@electric-sql/pglite/contrib/`. */
const CONTRIB: ReadonlySet<string> = new Set(
  `amcheck auto_explain bloom btree_gin btree_gist citext cube dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch
  hstore intarray isn lo ltree moddatetime pageinspect pg_buffercache pg_freespacemap pg_stat_statements pg_surgery
  pg_trgm pg_visibility pg_walinspect pgcrypto seg tablefunc tcn tsm_system_rows tsm_system_time unaccent uuid-ossp`.split(
    /\s+/,
  ),
);

/** Whether the engine has an extension: it comes with the package, or is part of every server. */
export function isEmbedded(extension: string): boolean {
  return extension === "plpgsql" || CONTRIB.has(extension);
}

/** Extensions that an extension needs, which have to be loaded with it (their control files, version 18). */
const NEEDS: { readonly [extension: string]: readonly string[] } = { earthdistance: ["cube"] };

/** Those of the named extensions whose modules the engine has to load, with what they need. */
export function withNeeds(extensions: Iterable<string>): string[] {
  return [...new Set([...extensions].flatMap((name) => [...(NEEDS[name] ?? []), name]))]
    .filter((name) => CONTRIB.has(name))
    .sort();
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
