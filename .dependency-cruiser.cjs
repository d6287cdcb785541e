// The import directions of docs/architecture.md: each layer may import what stands below it, never the reverse.
const LAYERS = [
  "^src/(cli|mcp|studio)/",
  "^src/workflows/",
  "^src/(formats|migrations|review|docs|knowledge|sample)/",
  "^src/engines/",
  "^src/lifting/",
  "^src/catalog/",
  "^src/model/",
];

const upward = LAYERS.slice(1).map((layer, index) => ({
  name: `no-import-upwards-from-${["workflows", "middle", "engines", "lifting", "catalog", "model"][index]}`,
  severity: "error",
  comment: "Imports run one way: faces → workflows → formats and their peers → engines → catalog → model.",
  from: { path: layer, pathNot: "\\.test\\.ts$" },
  to: { path: [...LAYERS.slice(0, index + 1), "^src/index\\.ts$"] },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...upward,
    {
      name: "no-cycles",
      severity: "error",
      comment: "scripts/check-imports.mjs lets go of cycles that `import type` closes: they do not exist at run time.",
      from: {},
      to: { circular: true },
    },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "engines-know-no-other-engine",
      severity: "error",
      from: { path: "^src/engines/([^/]+)/" },
      to: { path: "^src/engines/[^/]+/", pathNot: "^src/engines/$1/" },
    },
    {
      name: "formats-import-an-engine-by-its-index",
      severity: "error",
      from: { path: "^src/formats/", pathNot: "\\.test\\.ts$" },
      to: { path: "^src/engines/[^/]+/", pathNot: "^src/engines/[^/]+/index\\.ts$" },
    },
    {
      name: "no-test-code-in-the-product",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.test\\.ts$" },
      to: { path: ["\\.test\\.ts$", "^test/", "^bench/", "^scripts/"] },
    },
    {
      name: "no-undeclared-packages",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-process-below-workflows",
      severity: "error",
      from: { path: LAYERS.slice(2), pathNot: "\\.test\\.ts$" },
      to: { path: "^(node:)?process$", dependencyTypes: ["core"] },
    },
  ],
  options: {
    // TypeScript 7 has no JavaScript API; without a parser that reads .ts no module at all would be seen.
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"], extensions: [".ts", ".js"] },
  },
};
