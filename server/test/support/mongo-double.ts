import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { BSON, type Document } from "mongodb";
import { MongoCollection, MongoError, type MongoIndex } from "./mongo-documents.js";

/**
 * Speaks MongoDB's wire protocol (OP_MSG, and OP_QUERY for the handshake) on a few collections in memory, so that the
 * real driver and Agenda's real backend can run. It proves what our code sends and how it handles the answers. It
 * does not prove how MongoDB behaves: no durability, elections, replica lag, write concerns, transactions or change
 * streams.
 */
export class MongoDouble {
  readonly #collections = new Map<string, MongoCollection>();
  readonly #cursors = new Map<bigint, Document[]>();
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #nextCursor = 1n;
  #port = 0;

  get url(): string {
    return `mongodb://127.0.0.1:${this.#port}/carillon?directConnection=true`;
  }

  collection(name: string): MongoCollection {
    const known = this.#collections.get(name) ?? new MongoCollection();
    this.#collections.set(name, known);
    return known;
  }

  /** Listens. After a `stop`, listens on the same port with the same documents. */
  async start(): Promise<this> {
    const server = createServer((socket) => this.#serve(socket));
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#server = server;
    this.#port = addressOf(server).port;
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
    this.#server = null;
  }

  #serve(socket: Socket): void {
    let buffered = Buffer.alloc(0);
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 4 && buffered.length >= buffered.readInt32LE(0)) {
        const length = buffered.readInt32LE(0);
        socket.write(this.#answer(buffered.subarray(0, length)));
        buffered = buffered.subarray(length);
      }
    });
  }

  #answer(message: Buffer): Buffer {
    const requestId = message.readInt32LE(4);
    const isLegacy = message.readInt32LE(12) === OP_QUERY;
    const command = isLegacy ? readLegacy(message) : readMessage(message);
    return writeReply(requestId, this.#attempt(command), isLegacy);
  }

  #attempt(command: Document): Document {
    try {
      return { ...this.#run(command), ok: 1 };
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      return { ok: 0, errmsg: error.message, code: error.code };
    }
  }

  #run(command: Document): Document {
    const name = Object.keys(command)[0] ?? "";
    const target: unknown = command[name];
    if (typeof target === "string") return this.#runOn(name, this.collection(target), command);
    switch (name.toLowerCase()) {
      case "hello":
      case "ismaster":
        return GREETING;
      case "ping":
      case "endsessions":
        return {};
      case "getmore":
        return this.#more(command);
      default:
        throw new MongoError(59, `This double knows no command ${name}.`);
    }
  }

  #runOn(name: string, on: MongoCollection, command: Document): Document {
    switch (name) {
      case "insert":
        return insert(on, command);
      case "update":
        return update(on, command);
      case "delete":
        return remove(on, command);
      case "findAndModify":
        return findAndModify(on, command);
      case "find": {
        const { filter, sort, skip = 0, limit = 0 } = command;
        const found = on.find(filter, sort).slice(skip);
        return this.#cursor(limit > 0 ? found.slice(0, limit) : found);
      }
      case "aggregate":
        return this.#cursor(on.aggregate(command["pipeline"]));
      case "createIndexes":
        on.indexes.push(...indexesIn(command).filter((made) => !on.indexes.some((each) => each.name === made.name)));
        return {};
      case "killCursors":
        return {};
      default:
        throw new MongoError(59, `This double knows no command ${name}.`);
    }
  }

  #cursor(found: Document[]): Document {
    const rest = found.slice(BATCH);
    const id = rest.length > 0 ? this.#nextCursor++ : 0n;
    if (rest.length > 0) this.#cursors.set(id, rest);
    return { cursor: { firstBatch: found.slice(0, BATCH), id: BSON.Long.fromBigInt(id), ns: "carillon.any" } };
  }

  #more(command: Document): Document {
    const id = BigInt(String(command["getMore"]));
    const rest = this.#cursors.get(id) ?? [];
    const batch = rest.splice(0, BATCH);
    if (rest.length === 0) this.#cursors.delete(id);
    return {
      cursor: { nextBatch: batch, id: BSON.Long.fromBigInt(rest.length > 0 ? id : 0n), ns: "carillon.any" },
    };
  }
}

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const BATCH = 100;

const GREETING: Document = {
  ismaster: true,
  isWritablePrimary: true,
  helloOk: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  connectionId: 1,
};

/** Header, flags, then sections: one document (kind 0), or a named list of documents (kind 1). */
function readMessage(message: Buffer): Document {
  const command: Document = {};
  for (let at = 20; at < message.length;) {
    const kind = message[at];
    const start = at + 1;
    const size = message.readInt32LE(start);
    if (kind === 0) Object.assign(command, BSON.deserialize(message.subarray(start, start + size)));
    else readList(message.subarray(start, start + size), command);
    at = start + size;
  }
  return command;
}

function readList(section: Buffer, command: Document): void {
  const nameEnd = section.indexOf(0, 4);
  const documents: Document[] = [];
  for (let at = nameEnd + 1; at < section.length;) {
    const size = section.readInt32LE(at);
    documents.push(BSON.deserialize(section.subarray(at, at + size)));
    at += size;
  }
  command[section.toString("utf8", 4, nameEnd)] = documents;
}

/** Header, flags, the collection's name, two numbers, then the command. */
function readLegacy(message: Buffer): Document {
  return BSON.deserialize(message.subarray(message.indexOf(0, 20) + 9));
}

function writeReply(requestId: number, reply: Document, isLegacy: boolean): Buffer {
  const body = BSON.serialize(reply, { ignoreUndefined: true });
  const head = Buffer.alloc(isLegacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(requestId, 8);
  head.writeInt32LE(isLegacy ? OP_REPLY : OP_MSG, 12);
  if (isLegacy) head.writeInt32LE(1, 32);
  return Buffer.concat([head, body]);
}

function insert(on: MongoCollection, command: Document): Document {
  for (const document of listIn(command, "documents")) on.insert(document);
  return { n: listIn(command, "documents").length };
}

function update(on: MongoCollection, command: Document): Document {
  let matched = 0;
  for (const { q, u, multi, upsert } of listIn(command, "updates")) {
    matched += multi === true ? on.updateMany(q, u) : on.updateOne(q, u, { upsert }).matched;
  }
  return { n: matched, nModified: matched };
}

function remove(on: MongoCollection, command: Document): Document {
  let count = 0;
  for (const { q, limit } of listIn(command, "deletes")) count += on.remove(q, limit > 0 ? limit : Infinity);
  return { n: count };
}

function findAndModify(on: MongoCollection, command: Document): Document {
  const { query, update: change, sort, upsert, new: isAfter } = command;
  const done = on.updateOne(query, change, { upsert, sort });
  const isKnown = done.matched > 0;
  return {
    value: isAfter === true ? done.after : done.before,
    lastErrorObject: { n: isKnown || done.upsertedId !== null ? 1 : 0, updatedExisting: isKnown },
  };
}

function listIn(command: Document, name: string): Document[] {
  const list: unknown = command[name];
  return Array.isArray(list) ? list : [];
}

function indexesIn(command: Document): MongoIndex[] {
  return listIn(command, "indexes").map(({ name, key, unique }) => ({ name, key, unique }));
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The double listens on no port.");
  return address;
}
