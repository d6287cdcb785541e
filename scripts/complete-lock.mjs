/**
 * Completes package-lock.json with the optional packages of other platforms. `npm install` leaves out those that it
 * cannot look up where it runs, and `npm ci` then refuses the file ("Missing: … from lock file"). Their versions stand
 * in their parents, their platforms in their names. Run it after every `npm install`; it changes nothing that is there.
 */
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];
const LIBRARIES = { gnu: "glibc", musl: "musl" };
const EXACT_VERSION = /^\d+\.\d+\.\d+[-+.\w]*$/;

/** The platform that a package's name tells: `@scope/name-linux-x64-musl`. Undefined when it names none. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (!os || !cpu) return undefined;
  const libc = os === "linux" ? Object.entries(LIBRARIES).find(([word]) => words.includes(word))?.[1] : undefined;
  return { cpu: [cpu], ...(libc ? { libc: [libc] } : {}), os: [os] };
}

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const added = {};
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const platform = platformOf(name);
    const key = `node_modules/${name}`;
    if (lock.packages[key] || !platform || !EXACT_VERSION.test(version)) continue;
    const { cpu, ...rest } = platform;
    added[key] = { version, cpu, ...(parent.dev ? { dev: true } : {}), optional: true, ...rest };
  }
}
const packages = Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(packages);
if (Object.keys(added).length > 0) writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${Object.keys(added).length} packages added to package-lock.json`);
