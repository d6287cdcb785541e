/** How a reader asks the server: one statement, rows as plain objects. Any client can be wrapped in it. */
export type Query = <Row>(sql: string) => Promise<Row[]>;

/** First object id that initdb does not use: what is below belongs to the server (FirstNormalObjectId, transam.h). */
export const FIRST_USER_OID = 16384;

/** Numbers of the system catalogs that records of pg_depend and pg_description name; fixed since they exist. */
export const CLASS = {
  pg_class: 1259,
  pg_proc: 1255,
  pg_type: 1247,
  pg_constraint: 2606,
  pg_attrdef: 2604,
  pg_rewrite: 2618,
  pg_trigger: 2620,
  pg_namespace: 2615,
  pg_collation: 3456,
  pg_policy: 3256,
  pg_operator: 2617,
  pg_opclass: 2616,
  pg_opfamily: 2753,
  pg_ts_config: 3602,
  pg_ts_dict: 3600,
  pg_ts_parser: 3601,
  pg_ts_template: 3764,
  pg_foreign_data_wrapper: 2328,
  pg_foreign_server: 1417,
  pg_user_mapping: 1418,
  pg_publication: 6104,
  pg_publication_rel: 6106,
  pg_publication_namespace: 6237,
  pg_statistic_ext: 3381,
  pg_event_trigger: 3466,
  pg_extension: 3079,
  pg_default_acl: 826,
  pg_language: 2612,
  pg_am: 2601,
  pg_cast: 2605,
  pg_conversion: 2607,
  pg_transform: 3576,
  pg_subscription: 6100,
} as const;

export type ClassName = keyof typeof CLASS;
