/**
 * Reads the rare kinds as opaque objects: the server composes the statements that make them. One query for all, each
 * part of the union gives (class number, oid, SQL class, schema, identity, statements).
 */
import { objectId } from "../../../catalog/ids.ts";
import type { Collector } from "./collector.ts";
import { CLASS, type ClassName, FIRST_USER_OID, type Query } from "./query.ts";

interface OpaqueRow {
  catalog: ClassName;
  oid: number;
  class: string;
  schema: string | null;
  name: string;
  identity: string;
  statements: string[];
}

/** `OPTIONS (a 'x', b 'y')` of foreign things, or nothing. */
const OPTIONS = (column: string) =>
  /* sql */ `coalesce((SELECT ' OPTIONS (' || string_agg(format('%I %L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', ' ORDER BY o) || ')' FROM unnest(${column}) o), '')`;

/** A name with its schema unless that is `public`, as the renderer writes names. */
const NAME = (schema: string, name: string) =>
  /* sql */ `(CASE ${schema} WHEN 'public' THEN '' ELSE quote_ident(${schema}) || '.' END || quote_ident(${name}))`;

const PARTS: readonly string[] = [
  // Procedural languages.
  `SELECT 'pg_language', l.oid, 'LANGUAGE', NULL, l.lanname::text, quote_ident(l.lanname),
    ARRAY['CREATE ' || CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END || 'LANGUAGE ' || quote_ident(l.lanname)
      || CASE WHEN l.lanplcallfoid <> 0 THEN ' HANDLER ' || l.lanplcallfoid::regproc ELSE '' END
      || CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc ELSE '' END
      || CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc ELSE '' END]
   FROM pg_language l WHERE l.oid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_foreign_data_wrapper', w.oid, 'FOREIGN DATA WRAPPER', NULL, w.fdwname::text, quote_ident(w.fdwname),
    ARRAY['CREATE FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname)
      || CASE WHEN w.fdwhandler <> 0 THEN ' HANDLER ' || w.fdwhandler::regproc ELSE '' END
      || CASE WHEN w.fdwvalidator <> 0 THEN ' VALIDATOR ' || w.fdwvalidator::regproc ELSE '' END || ${OPTIONS("w.fdwoptions")}]
   FROM pg_foreign_data_wrapper w WHERE w.oid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_foreign_server', s.oid, 'SERVER', NULL, s.srvname::text, quote_ident(s.srvname),
    ARRAY['CREATE SERVER ' || quote_ident(s.srvname) || coalesce(' TYPE ' || quote_literal(s.srvtype), '') || coalesce(' VERSION ' || quote_literal(s.srvversion), '')
      || ' FOREIGN DATA WRAPPER ' || quote_ident((SELECT w.fdwname FROM pg_foreign_data_wrapper w WHERE w.oid = s.srvfdw)) || ${OPTIONS("s.srvoptions")}]
   FROM pg_foreign_server s WHERE s.oid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_user_mapping', u.umid, 'USER MAPPING', NULL, u.usename || ' ' || u.srvname,
    format('FOR %s SERVER %I', CASE u.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(u.usename) END, u.srvname),
    ARRAY[format('CREATE USER MAPPING FOR %s SERVER %I', CASE u.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(u.usename) END, u.srvname) || ${OPTIONS(
      "(SELECT array_agg(CASE WHEN split_part(x, '=', 1) IN ('password', 'passfile') THEN split_part(x, '=', 1) || '=' ELSE x END) FROM unnest(u.umoptions) x)",
    )}]
   FROM pg_user_mappings u WHERE u.umid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_operator', o.oid, 'OPERATOR', n.nspname::text, o.oprname || '(' || o.oprleft::regtype || ',' || o.oprright::regtype || ')',
    format('%s%s (%s, %s)', CASE n.nspname WHEN 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END, o.oprname,
      CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END, format_type(o.oprright, NULL)),
    ARRAY['CREATE OPERATOR ' || CASE n.nspname WHEN 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END || o.oprname || ' (FUNCTION = ' || o.oprcode::oid::regproc
      || CASE WHEN o.oprleft <> 0 THEN ', LEFTARG = ' || format_type(o.oprleft, NULL) ELSE '' END || ', RIGHTARG = ' || format_type(o.oprright, NULL)
      || CASE WHEN o.oprcom <> 0 THEN (SELECT format(', COMMUTATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname) FROM pg_operator c JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprcom) ELSE '' END
      || CASE WHEN o.oprnegate <> 0 THEN (SELECT format(', NEGATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname) FROM pg_operator c JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprnegate) ELSE '' END
      || CASE WHEN o.oprrest::oid <> 0 THEN ', RESTRICT = ' || o.oprrest::oid::regproc ELSE '' END || CASE WHEN o.oprjoin::oid <> 0 THEN ', JOIN = ' || o.oprjoin::oid::regproc ELSE '' END
      || CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END || ')']
   FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oid >= ${FIRST_USER_OID} AND o.oprcode <> 0`,
  `SELECT 'pg_opfamily', f.oid, 'OPERATOR FAMILY', n.nspname::text, f.opfname || ' using ' || a.amname, ${NAME("n.nspname", "f.opfname")} || ' USING ' || quote_ident(a.amname),
    ARRAY['CREATE OPERATOR FAMILY ' || ${NAME("n.nspname", "f.opfname")} || ' USING ' || quote_ident(a.amname)]
   FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am a ON a.oid = f.opfmethod
   WHERE f.oid >= ${FIRST_USER_OID} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_opfamily'::regclass AND d.objid = f.oid AND d.deptype = 'e')`,
  `SELECT 'pg_opclass', c.oid, 'OPERATOR CLASS', n.nspname::text, c.opcname || ' using ' || a.amname, ${NAME("n.nspname", "c.opcname")} || ' USING ' || quote_ident(a.amname),
    ARRAY['CREATE OPERATOR CLASS ' || ${NAME("n.nspname", "c.opcname")} || CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END || ' FOR TYPE ' || format_type(c.opcintype, NULL)
      || ' USING ' || quote_ident(a.amname) || ' FAMILY ' || (SELECT ${NAME("fn.nspname", "f.opfname")} FROM pg_opfamily f JOIN pg_namespace fn ON fn.oid = f.opfnamespace WHERE f.oid = c.opcfamily) || ' AS '
      || concat_ws(', ', CASE WHEN c.opckeytype <> 0 THEN 'STORAGE ' || format_type(c.opckeytype, NULL) END,
        (SELECT string_agg(format('OPERATOR %s %s%s', m.amopstrategy, m.amopopr::regoperator, CASE WHEN m.amopsortfamily <> 0
            THEN (SELECT format(' FOR ORDER BY %I.%I', sn.nspname, sf.opfname) FROM pg_opfamily sf JOIN pg_namespace sn ON sn.oid = sf.opfnamespace WHERE sf.oid = m.amopsortfamily) ELSE '' END), ', ' ORDER BY m.amopstrategy)
          FROM pg_amop m JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid WHERE d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid),
        (SELECT string_agg(format('FUNCTION %s (%s, %s) %s', m.amprocnum, format_type(m.amproclefttype, NULL), format_type(m.amprocrighttype, NULL), m.amproc::regprocedure), ', ' ORDER BY m.amprocnum)
          FROM pg_amproc m JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid WHERE d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid))]
   FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am a ON a.oid = c.opcmethod WHERE c.oid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_cast', c.oid, 'CAST', NULL, format_type(c.castsource, NULL) || ' as ' || format_type(c.casttarget, NULL),
    format('(%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)),
    ARRAY[format('CREATE CAST (%s AS %s) %s%s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL),
      CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
      CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END)]
   FROM pg_cast c WHERE c.oid >= ${FIRST_USER_OID}
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'i')`,
  `SELECT 'pg_conversion', c.oid, 'CONVERSION', n.nspname::text, c.conname::text, ${NAME("n.nspname", "c.conname")},
    ARRAY[format('CREATE %sCONVERSION %s FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' END, ${NAME("n.nspname", "c.conname")},
      pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc::oid::regproc)]
   FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.oid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_transform', t.oid, 'TRANSFORM', NULL, format_type(t.trftype, NULL) || ' ' || l.lanname, format('FOR %s LANGUAGE %I', format_type(t.trftype, NULL), l.lanname),
    ARRAY[format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname, concat_ws(', ',
      CASE WHEN t.trffromsql::oid <> 0 THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::oid::regprocedure END, CASE WHEN t.trftosql::oid <> 0 THEN 'TO SQL WITH FUNCTION ' || t.trftosql::oid::regprocedure END))]
   FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang WHERE t.oid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_am', a.oid, 'ACCESS METHOD', NULL, a.amname::text, quote_ident(a.amname),
    ARRAY[format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname, CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, a.amhandler::oid::regproc)]
   FROM pg_am a WHERE a.oid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_ts_parser', p.oid, 'TEXT SEARCH PARSER', n.nspname::text, p.prsname::text, ${NAME("n.nspname", "p.prsname")},
    ARRAY[format('CREATE TEXT SEARCH PARSER %s (START = %s, GETTOKEN = %s, END = %s, LEXTYPES = %s%s)', ${NAME("n.nspname", "p.prsname")},
      p.prsstart, p.prstoken, p.prsend, p.prslextype, CASE WHEN p.prsheadline::oid <> 0 THEN ', HEADLINE = ' || p.prsheadline ELSE '' END)]
   FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace WHERE p.oid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_ts_template', t.oid, 'TEXT SEARCH TEMPLATE', n.nspname::text, t.tmplname::text, ${NAME("n.nspname", "t.tmplname")},
    ARRAY[format('CREATE TEXT SEARCH TEMPLATE %s (%sLEXIZE = %s)', ${NAME("n.nspname", "t.tmplname")}, CASE WHEN t.tmplinit::oid <> 0 THEN 'INIT = ' || t.tmplinit || ', ' ELSE '' END, t.tmpllexize)]
   FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace WHERE t.oid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_ts_dict', d.oid, 'TEXT SEARCH DICTIONARY', n.nspname::text, d.dictname::text, ${NAME("n.nspname", "d.dictname")},
    ARRAY[format('CREATE TEXT SEARCH DICTIONARY %s (TEMPLATE = %s%s)', ${NAME("n.nspname", "d.dictname")},
      (SELECT format('%I.%I', tn.nspname, t.tmplname) FROM pg_ts_template t JOIN pg_namespace tn ON tn.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate), coalesce(', ' || d.dictinitoption, ''))]
   FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace WHERE d.oid >= ${FIRST_USER_OID}`,
  `SELECT 'pg_ts_config', c.oid, 'TEXT SEARCH CONFIGURATION', n.nspname::text, c.cfgname::text, ${NAME("n.nspname", "c.cfgname")},
    ARRAY[format('CREATE TEXT SEARCH CONFIGURATION %s (PARSER = %s)', ${NAME("n.nspname", "c.cfgname")},
      (SELECT format('%I.%I', pn.nspname, p.prsname) FROM pg_ts_parser p JOIN pg_namespace pn ON pn.oid = p.prsnamespace WHERE p.oid = c.cfgparser))]
    || coalesce((SELECT array_agg(format('ALTER TEXT SEARCH CONFIGURATION %s ADD MAPPING FOR %I WITH %s', ${NAME("n.nspname", "c.cfgname")}, m.token, m.dictionaries) ORDER BY m.token)
      FROM (SELECT (SELECT t.alias FROM ts_token_type(c.cfgparser) t WHERE t.tokid = pm.maptokentype) AS token, string_agg(pm.mapdict::regdictionary::text, ', ' ORDER BY pm.mapseqno) AS dictionaries
        FROM pg_ts_config_map pm WHERE pm.mapcfg = c.oid GROUP BY pm.maptokentype) m), '{}')
   FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace WHERE c.oid >= ${FIRST_USER_OID}`,
];

/** Base types (CREATE TYPE with an input function), which only libraries and shells define. */
const BASE_TYPES = /* sql */ `SELECT 'pg_type', t.oid, 'TYPE', n.nspname::text, t.typname::text, ${NAME("n.nspname", "t.typname")},
    CASE WHEN NOT t.typisdefined THEN ARRAY['CREATE TYPE ' || ${NAME("n.nspname", "t.typname")}]
    ELSE ARRAY['CREATE TYPE ' || ${NAME("n.nspname", "t.typname")},
      format('CREATE TYPE %s (INPUT = %s, OUTPUT = %s%s%s, INTERNALLENGTH = %s%s, ALIGNMENT = %s, STORAGE = %s, CATEGORY = %L%s%s%s)', ${NAME("n.nspname", "t.typname")},
        t.typinput, t.typoutput, CASE WHEN t.typreceive::oid <> 0 THEN ', RECEIVE = ' || t.typreceive ELSE '' END, CASE WHEN t.typsend::oid <> 0 THEN ', SEND = ' || t.typsend ELSE '' END,
        CASE t.typlen WHEN -1 THEN 'VARIABLE' ELSE t.typlen::text END, CASE WHEN t.typbyval THEN ', PASSEDBYVALUE' ELSE '' END,
        CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
        CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END, t.typcategory,
        CASE WHEN t.typispreferred THEN ', PREFERRED = true' ELSE '' END, coalesce(', DEFAULT = ' || quote_literal(t.typdefault), ''),
        CASE WHEN t.typcollation <> 0 THEN ', COLLATABLE = true' ELSE '' END)] END
   FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE t.oid >= ${FIRST_USER_OID} AND (t.typtype = 'b' AND t.typelem = 0 OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) OR t.typtype = 'p' AND NOT t.typisdefined)`;

export function opaqueRows(query: Query): Promise<OpaqueRow[]> {
  return query<OpaqueRow>(
    `SELECT * FROM (${[...PARTS, BASE_TYPES].join("\nUNION ALL ")}) o (catalog, oid, class, schema, name, identity, statements) ORDER BY oid`,
  );
}

export function addOpaque(collector: Collector, rows: readonly OpaqueRow[]): void {
  // A family that CREATE OPERATOR CLASS would make by itself is still written out: its class names it.
  for (const row of rows) {
    if (!(row.catalog in CLASS) || collector.isMember(row.catalog, row.oid)) continue;
    const path = [row.class.toLowerCase(), ...(row.schema === null ? [] : [row.schema]), row.name];
    const id = objectId("opaque", path);
    const props = {
      class: row.class,
      identity: row.identity,
      statements: row.statements.map((sql) => ({ sql })),
      ...collector.comment(row.catalog, row.oid),
    };
    collector.add(
      { kind: "opaque", id, ...(row.schema === null ? {} : { schema: row.schema }), name: row.name, props },
      { className: row.catalog, oid: row.oid },
    );
  }
}
