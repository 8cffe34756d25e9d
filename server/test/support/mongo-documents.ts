import { BSON, ObjectId, type Document } from "mongodb";
import { aggregate, Query } from "mingo";

export interface MongoIndex {
  name: string;
  key: Record<string, number>;
  unique?: boolean;
}

export interface Updated {
  matched: number;
  upsertedId: unknown;
  before: Document | null;
  after: Document | null;
}

/** One collection in memory. Commands run one after another, so each is atomic, as MongoDB's are on one document. */
export class MongoCollection {
  documents: Document[] = [];
  readonly indexes: MongoIndex[] = [{ name: "_id_", key: { _id: 1 }, unique: true }];

  find(filter: Document = {}, sort: Document = {}): Document[] {
    const query = new Query(filter);
    const found = this.documents.filter((document) => query.test(document));
    return Object.keys(sort).length === 0 ? found : aggregate(found, [{ $sort: sort }]);
  }

  insert(document: Document): Document {
    document["_id"] ??= new ObjectId();
    this.#checkUnique(document, null);
    this.documents.push(document);
    return document;
  }

  /** Updates the first match, as findAndModify and update do. */
  updateOne(filter: Document, update: Document, options: { upsert?: boolean; sort?: Document } = {}): Updated {
    const [found] = this.find(filter, options.sort);
    if (found) return this.#apply(found, update);
    if (options.upsert !== true) return { matched: 0, upsertedId: null, before: null, after: null };
    const made = equalities(filter);
    change(made, update, true);
    const after = this.insert(made);
    return { matched: 0, upsertedId: after["_id"], before: null, after };
  }

  updateMany(filter: Document, update: Document): number {
    const found = this.find(filter);
    for (const document of found) this.#apply(document, update);
    return found.length;
  }

  remove(filter: Document, limit = Infinity): number {
    const removed = new Set(this.find(filter).slice(0, limit));
    this.documents = this.documents.filter((document) => !removed.has(document));
    return removed.size;
  }

  aggregate(pipeline: Document[]): Document[] {
    return aggregate(this.documents, pipeline);
  }

  #apply(document: Document, update: Document): Updated {
    const before = BSON.deserialize(BSON.serialize(document));
    change(document, update, false);
    this.#checkUnique(document, document);
    return { matched: 1, upsertedId: null, before, after: document };
  }

  #checkUnique(document: Document, self: Document | null): void {
    for (const { name, key, unique } of this.indexes) {
      if (!unique) continue;
      const value = valuesOf(document, key);
      const isTaken = this.documents.some((other) => other !== self && valuesOf(other, key) === value);
      if (isTaken) throw new MongoError(11_000, `E11000 duplicate key error index: ${name}`);
    }
  }
}

export class MongoError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

function valuesOf(document: Document, key: MongoIndex["key"]): string {
  return BSON.EJSON.stringify(Object.keys(key).map((field) => valueOf(document[field])));
}

function valueOf(value: unknown): unknown {
  return value === undefined ? null : value;
}

/** The fields that an upsert copies from its filter: those with an equality. */
function equalities(filter: Document): Document {
  const plain = Object.entries(filter).filter(([field, value]) => !field.startsWith("$") && !isOperator(value));
  return Object.fromEntries(plain);
}

function isOperator(value: unknown): boolean {
  const first = typeof value === "object" && value !== null ? Object.keys(value)[0] : undefined;
  return first?.startsWith("$") ?? false;
}

/** Top-level fields only: no command here uses others. */
function change(document: Document, update: Document, isInsert: boolean): void {
  for (const [operator, members] of Object.entries(update)) {
    switch (operator) {
      case "$set":
        Object.assign(document, members);
        break;
      case "$setOnInsert":
        if (isInsert) Object.assign(document, members);
        break;
      case "$unset":
        for (const field of Object.keys(members)) delete document[field];
        break;
      default:
        throw new MongoError(9, `This double knows no update operator ${operator}.`);
    }
  }
}
