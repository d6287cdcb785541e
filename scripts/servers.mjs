// node scripts/servers.mjs start|stop|status [name…]: real database servers for tests, below the temporary folder.
import { SERVERS, serverStatus, startServers, stopServers } from "./servers/index.mjs";

const [command = "status", ...given] = process.argv.slice(2);
const names = given.length > 0 ? given : Object.keys(SERVERS);

try {
  if (command === "start") {
    const answers = await startServers(names, { install: true, keep: true });
    for (const [name, { url, version, missing }] of Object.entries(answers)) {
      console.log(`${name}\t${missing ?? `${url}\t${version}`}`);
    }
    if (Object.values(answers).some(({ missing }) => missing)) process.exitCode = 1;
  } else if (command === "stop") {
    for (const name of await stopServers(names)) console.log(`${name}\tstopped`);
  } else if (command === "status") {
    for (const { name, url, version, note } of await serverStatus())
      console.log(`${name}\t${note ?? `${url}\t${version}`}`);
  } else {
    console.error("usage: node scripts/servers.mjs start|stop|status [name…]");
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
