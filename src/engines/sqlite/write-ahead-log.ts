/** The log of a database in WAL mode, as the file format describes it (sqlite.org/fileformat2.html#the_write_ahead_log). */
import { type FileHandle, open } from "node:fs/promises";

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The lowest bit says in which order checksums read their numbers: 1 is big-endian. */
const MAGIC = 0x377f0682;
const VERSION = 3_007_000;

/** A running checksum over 32-bit numbers, two at a time. */
type Checksum = readonly [number, number];

/**
 * True if the log holds a transaction that was committed. SQLite removes a log that holds none when it closes the file.
 * @param path the log's path; a file that is not there holds none
 * @throws what the system says of a log that cannot be read
 */
export async function holdsCommit(path: string): Promise<boolean> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    return await findCommit(handle);
  } catch (error) {
    // What a log holds that cannot be read is not known: it is no log without transactions.
    if (isMissing(error)) return false;
    throw error;
  } finally {
    await handle?.close();
  }
}

/** True for the error of a file that is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

async function findCommit(file: FileHandle): Promise<boolean> {
  const header = await bytesAt(file, 0, HEADER_BYTES);
  if (!header) return false;
  const magic = header.readUInt32BE(0);
  const pageSize = header.readUInt32BE(8);
  const isPageSize = pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0;
  if ((magic & ~1) !== MAGIC || header.readUInt32BE(4) !== VERSION || !isPageSize) return false;
  const isBigEndian = (magic & 1) === 1;
  let sum = checksum([0, 0], header.subarray(0, 24), isBigEndian);
  if (!isAt(sum, header, 24)) return false;
  for (let at = HEADER_BYTES; ; at += FRAME_HEADER_BYTES + pageSize) {
    const frame = await bytesAt(file, at, FRAME_HEADER_BYTES + pageSize);
    // Salts that are not the header's are of a log that was written over.
    if (!frame?.subarray(8, 16).equals(header.subarray(16, 24)) || frame.readUInt32BE(0) === 0) return false;
    sum = checksum(checksum(sum, frame.subarray(0, 8), isBigEndian), frame.subarray(FRAME_HEADER_BYTES), isBigEndian);
    if (!isAt(sum, frame, 16)) return false;
    // The size of the database, which the last frame of a transaction alone says.
    if (frame.readUInt32BE(4) !== 0) return true;
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytesRead === length ? bytes : undefined;
}

function checksum([first, second]: Checksum, bytes: Buffer, isBigEndian: boolean): Checksum {
  let [a, b] = [first, second];
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}

function isAt([first, second]: Checksum, bytes: Buffer, offset: number): boolean {
  return bytes.readUInt32BE(offset) === first && bytes.readUInt32BE(offset + 4) === second;
}
