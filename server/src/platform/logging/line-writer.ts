import { fstatSync, writeSync } from "node:fs";
import { isatty } from "node:tty";

/** Maximum number of bytes that a stalled reader may leave unread. */
const UNREAD_MAX_BYTES = 1024 * 1024;

/**
 * Writes lines to stdout or stderr and never blocks or ends the process: a line that cannot be written is dropped and
 * counted, whether the disk is full, the terminal is closed, or nobody reads. Nothing waits for a write, not even at exit.
 */
export class LineWriter {
  readonly #stream: () => NodeJS.WriteStream;
  readonly #fd: number;
  #isFile: boolean | null = null;
  /** The disk became full within a line: the next line starts with a line break. */
  #isTorn = false;
  #droppedCount = 0;

  /** `stream` is asked for when it is first needed: opening it has effects. */
  constructor(fd: number, stream: () => NodeJS.WriteStream) {
    this.#fd = fd;
    this.#stream = stream;
  }

  /** Lines that were not written. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  write(line: string): void {
    this.#isFile ??= isPlainFile(this.#fd);
    if (this.#isFile) this.#writeToFile(line);
    else this.#writeToReader(line);
  }

  /** Directly: Node's stream of a file ends for good at its first error, and the disk may have room again. */
  #writeToFile(line: string): void {
    const bytes = Buffer.from(this.#isTorn ? `\n${line}` : line);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
      this.#isTorn = false;
    } catch {
      this.#droppedCount += 1;
      this.#isTorn ||= written > 0;
    }
  }

  /** For a terminal, a pipe or a socket: Node buffers unread bytes and does not block. */
  #writeToReader(line: string): void {
    const stream = this.#stream();
    if (stream.listenerCount("error") === 0) stream.on("error", () => undefined);
    if (stream.writableLength > UNREAD_MAX_BYTES) {
      this.#droppedCount += 1;
      return;
    }
    stream.write(line, (error) => {
      if (error) this.#droppedCount += 1;
    });
  }
}

function isPlainFile(fd: number): boolean {
  try {
    const found = fstatSync(fd);
    return found.isFile() || (found.isCharacterDevice() && !isatty(fd));
  } catch {
    return false;
  }
}

export const standardOutput = new LineWriter(1, () => process.stdout);
export const standardError = new LineWriter(2, () => process.stderr);
