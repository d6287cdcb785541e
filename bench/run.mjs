// npm run bench: the project's measures as ratios in one run. `node bench/run.mjs NAME…` runs some of them.
// Times belong to the machine they were taken on; the limits are for a quiet one.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { releaseServers, startServers } from "../scripts/servers/index.mjs";

const SELF = fileURLToPath(import.meta.url);

if (process.argv[2] === "--one") {
  const { MEASURES } = await loadTypeScript("bench/measures.ts");
  const figures = await MEASURES[process.argv[3]](process.argv[4]);
  console.log(JSON.stringify(figures));
  process.exit(0);
}

const wanted = process.argv.slice(2);
const wants = (...names) => wanted.length === 0 || names.some((name) => wanted.includes(name));
const rows = [];

/** One measure in a process of its own. */
function measure(name, server = "") {
  process.stderr.write(`${name} …\n`);
  const { stdout, stderr, status } = spawnSync(process.execPath, [SELF, "--one", name, server], { encoding: "utf8" });
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1));
  rows.push([
    name,
    "failed",
    "",
    stderr
      .trim()
      .split("\n")
      .find((line) => /error/i.test(line))
      ?.slice(0, 100) ?? "",
  ]);
  return undefined;
}

function row(what, value, limit, note = "") {
  rows.push([what, value, limit, note]);
}

const ratio = (a, b) => `${(a / b).toFixed(2)} ×`;
const time = (value) => (value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(2)} s`);

/** Seconds of the middle one of `runs` starts of Node. */
function start(args, runs = 9) {
  const times = Array.from({ length: runs }, () => {
    const begin = performance.now();
    spawnSync(process.execPath, args, { stdio: "ignore" });
    return (performance.now() - begin) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)];
}

if (wants("help")) {
  const bare = start(["-e", "0"]);
  const help = start(["dist/cli.js", "--help"]);
  row("--help against node -e 0", ratio(help, bare), "≤ 3 ×", `${time(help)}, ${time(bare)}`);
}

if (wants("model")) {
  const small = measure("model-1000");
  const large = measure("model-10000");
  if (small && large) {
    row("two models of 1,000 entities: read, lower, diff", time(small.seconds), "< 1 s", `${small.changes} changes`);
    row("10,000 entities against 1,000: time", ratio(large.seconds, small.seconds), "≤ 12 ×", time(large.seconds));
    const memory = `${Math.round(small.megabytes)} MB, ${Math.round(large.megabytes)} MB`;
    row("10,000 entities against 1,000: memory held", ratio(large.megabytes, small.megabytes), "≤ 12 ×", memory);
  }
}

if (wants("sql")) {
  const sql = measure("sql-1000");
  if (sql) {
    row(
      "SQL text of 1,000 tables against bare engine",
      ratio(sql.read, sql.bare),
      "≤ 1.3 ×",
      `${time(sql.read)}, ${time(sql.bare)}`,
    );
    row("the same text, cached", ratio(sql.cached, sql.bare), "≤ 0.3 ×", time(sql.cached));
  }
}

if (wants("inspect", "diff")) {
  const { postgres15: server } = await startServers(["postgres15"], { install: true });
  if (server.missing) row("live databases", "not run", "", server.missing);
  else {
    try {
      const read = wants("inspect") && measure("inspect-1000", server.url);
      if (read) {
        row(
          "inspecting 1,000 live tables against bare queries",
          ratio(read.read, read.bare),
          "≤ 1.5 ×",
          `${time(read.read)}, ${time(read.bare)}, ${read.queries} queries`,
        );
      }
      for (const [count, limit] of wants("diff")
        ? [
            [10, "< 0.1 s"],
            [1000, "< 1.35 s"],
          ]
        : []) {
        const diff = measure(`diff-${count}`, server.url);
        if (diff)
          row(`diff of two live databases of ${count} tables`, time(diff.seconds), limit, `${diff.changes} changes`);
      }
    } finally {
      await releaseServers();
    }
  }
}

const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column].length)));
for (const cells of rows) {
  console.log(
    cells
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column]) : cell))
      .join("  ")
      .trimEnd(),
  );
}
process.exitCode = rows.some(([, value]) => value === "failed") ? 1 : 0;
