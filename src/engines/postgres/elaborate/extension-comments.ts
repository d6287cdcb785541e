/**
 * Comments that extensions bring themselves (their control files), of those that the embedded engine does not have: a dump
 * repeats them, and they are no property of a schema. Those of former versions are: the server brings others.
 */
export const STANDARD_COMMENTS: readonly string[] = [
  "administrative functions for PostgreSQL",
  "functions for autoincrementing fields",
  "connect to other PostgreSQL databases from within a database",
  "functions for tracking who changed a table",
  "integer aggregator and enumerator (obsolete)",
  "utilities in support of old_snapshot_threshold",
  "prewarm relation data",
  "show row-level locking information",
  "show tuple-level statistics",
  "foreign-data wrapper for remote PostgreSQL servers",
  "functions for implementing referential integrity (obsolete)",
  "information about SSL certificates",
  "XPath querying and XSLT",
  "PostGIS geometry and geography spatial types and functions",
  "PostGIS topology spatial types and functions",
  "PostGIS raster types and functions",
  "PostGIS SFCGAL functions",
  "PostGIS tiger geocoder and reverse geocoder",
  "Job scheduler for PostgreSQL",
  "Extension to manage partitioned tables by time or ID",
  "Unit testing for PostgreSQL",
  "Provide Standard SQL functionality for PERIODs and SYSTEM VERSIONING",
  "Semantic version data type",
  "vector data type and ivfflat and hnsw access methods",
];
