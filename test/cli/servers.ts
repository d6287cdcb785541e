/** Servers that behave badly, in PostgreSQL's wire protocol (version 3.0), each on a free port of this machine. */
import { createServer, type Socket } from "node:net";
import { afterAll } from "vitest";

/** One message of the protocol: its type, its length, its body. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, "latin1");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

const text = (value: string) => Buffer.from(`${value}\0`);
const ASK_PASSWORD = message("R", int32(3));
const WELCOME = Buffer.concat([message("R", int32(0)), message("Z", Buffer.from("I"))]);

function failure(code: string, words: string): Buffer {
  const fields = [`SFATAL`, `VFATAL`, `C${code}`, `M${words}`].map(text);
  return message("E", Buffer.concat([...fields, Buffer.from([0])]));
}

/** What a server does with each thing that a client sends, in order; the last is repeated. */
type Behaviour = readonly ((socket: Socket, sent: Buffer) => void)[];

const BEHAVIOURS = {
  /** Repeats the password in its complaint, as a careless proxy might. */
  refusing: [
    (socket) => socket.write(ASK_PASSWORD),
    (socket, sent) => {
      const password = sent.subarray(5, -1).toString();
      socket.end(failure("28P01", `password authentication failed for user "me" with ${password}`));
    },
  ],
  /** Lets in and hangs up at the first question. */
  dropping: [(socket) => socket.write(WELCOME), (socket) => socket.destroy()],
  /** Lets in and never answers. */
  silent: [(socket) => socket.write(WELCOME), () => undefined],
} satisfies { readonly [name: string]: Behaviour };

/** Starts such a server, until the tests of the file have ended; answers its port. */
export function badServer(kind: keyof typeof BEHAVIOURS): Promise<number> {
  const behaviour: Behaviour = BEHAVIOURS[kind];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let step = 0;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (sent) => {
      behaviour[Math.min(step++, behaviour.length - 1)]?.(socket, sent);
    });
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}
