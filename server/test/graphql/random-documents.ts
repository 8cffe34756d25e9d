import fc from "fast-check";

type Pick = <T>(choices: readonly T[]) => T;

/** The types of `SCHEMA`, with the facts that generating documents needs. */
interface FieldSource {
  text: string;
  /** The type of the selection; none for a leaf. */
  type?: string;
}

export const SCHEMA = /* GraphQL */ `
  enum Mood {
    GLAD
    SAD
  }
  input PetFilter {
    kind: String = "any"
    moods: [Mood!]
    size: Int
  }
  interface Thing {
    id: ID!
  }
  interface Named implements Thing {
    id: ID!
    name(upper: Boolean = false, times: Int): String
    friends(first: Int = 2): [Named!]
    strict: String!
  }
  type Cat implements Named & Thing {
    id: ID!
    name(upper: Boolean = false, times: Int): String
    friends(first: Int = 2): [Named!]
    strict: String!
    lives: Int!
    mood: Mood
    kittens: [Cat]
    owner: Person!
  }
  type Dog implements Named & Thing {
    id: ID!
    name(upper: Boolean = false, times: Int): String
    friends(first: Int = 2): [Named!]
    strict: String!
    barks(loud: Boolean!): Boolean
    owner: Person
  }
  type Person implements Named & Thing {
    id: ID!
    name(upper: Boolean = false, times: Int): String
    friends(first: Int = 2): [Named!]
    strict: String!
    pets(filter: PetFilter): [Pet]
    best: Pet!
    matrix: [[Int!]]
    fails: Int
  }
  union Pet = Cat | Dog
  type Query {
    thing(id: ID!): Thing
    me: Person
    pets(filter: PetFilter): [Pet!]
    any: Named
    hello(to: String = "you"): String
    echo(list: [Int], mood: Mood): String
    cat: Cat!
  }
  type Subscription {
    seen(n: Int): Person
  }
`;

const NAMED: FieldSource[] = [
  { text: "id" },
  { text: "name" },
  { text: "name(upper: true)" },
  { text: "name(upper: $flag, times: $n)" },
  { text: "friends", type: "Named" },
  { text: "friends(first: 1)", type: "Named" },
  { text: "friends(first: $n)", type: "Named" },
  { text: "strict" },
];

const FIELDS: Record<string, FieldSource[]> = {
  Thing: [{ text: "id" }],
  Named: NAMED,
  Cat: [
    ...NAMED,
    { text: "lives" },
    { text: "mood" },
    { text: "kittens", type: "Cat" },
    { text: "owner", type: "Person" },
  ],
  Dog: [...NAMED, { text: "barks(loud: true)" }, { text: "barks(loud: $must)" }, { text: "owner", type: "Person" }],
  Person: [
    ...NAMED,
    { text: "pets", type: "Pet" },
    { text: "pets(filter: { moods: [SAD], size: $n })", type: "Pet" },
    { text: "pets(filter: $filter)", type: "Pet" },
    { text: "best", type: "Pet" },
    { text: "matrix" },
    { text: "fails" },
  ],
  Pet: [],
  Query: [
    { text: 'thing(id: "dog")', type: "Thing" },
    { text: "thing(id: 3)", type: "Thing" },
    { text: "me", type: "Person" },
    { text: "pets", type: "Pet" },
    { text: "any", type: "Named" },
    { text: "hello" },
    { text: "hello(to: $text)" },
    { text: "hello(to: null)" },
    { text: "echo(list: [1, $n], mood: GLAD)" },
    { text: "cat", type: "Cat" },
  ],
  Subscription: [{ text: "seen(n: $n)", type: "Person" }],
};

/** The types that a fragment may have inside this type. */
const WITHIN: Record<string, string[]> = {
  Thing: ["Thing", "Named", "Cat", "Dog", "Person"],
  Named: ["Named", "Thing", "Cat", "Dog", "Person", "Pet"],
  Cat: ["Cat", "Named", "Thing", "Pet"],
  Dog: ["Dog", "Named", "Thing", "Pet"],
  Person: ["Person", "Named", "Thing"],
  Pet: ["Pet", "Cat", "Dog", "Named", "Thing"],
  Query: ["Query"],
  Subscription: ["Subscription"],
};

const DEFINITIONS: Record<string, string> = {
  yes: "$yes: Boolean!",
  no: "$no: Boolean!",
  maybe: "$maybe: Boolean = true",
  flag: "$flag: Boolean",
  must: "$must: Boolean! = true",
  n: "$n: Int",
  text: "$text: String",
  filter: "$filter: PetFilter",
};

const CONDITIONS = [
  "@include(if: $yes)",
  "@include(if: $no)",
  "@skip(if: $yes)",
  "@skip(if: $no)",
  "@include(if: $maybe)",
  "@skip(if: $maybe)",
  "@include(if: true)",
  "@include(if: false)",
  "@skip(if: true)",
  "@skip(if: false)",
  "@skip(if: $no) @include(if: $maybe)",
];

const FRAGMENTS = ["F0", "F1", "F2", "F3"] as const;

export interface RandomRequest {
  source: string;
  variables: Record<string, unknown>;
}

/**
 * A document for `SCHEMA`, mostly valid, with fragments, conditions, aliases and variables, and values for the
 * variables.
 */
export function randomRequest(kind: "query" | "subscription"): fc.Arbitrary<RandomRequest> {
  return fc.gen().map((gen) => {
    const pick: Pick = (choices) => {
      const chosen = choices[gen(fc.nat, { max: choices.length - 1 })];
      if (chosen === undefined) throw new Error("There is nothing to choose from.");
      return chosen;
    };
    const chance = (percent: number): boolean => gen(fc.integer, { min: 1, max: 100 }) > 100 - percent;
    return new DocumentMaker(pick, chance).make(kind);
  });
}

class DocumentMaker {
  readonly #pick: Pick;
  readonly #chance: (percent: number) => boolean;
  readonly #fragments = new Map<string, { on: string; text: string }>();

  constructor(pick: Pick, chance: (percent: number) => boolean) {
    this.#pick = pick;
    this.#chance = chance;
  }

  make(kind: "query" | "subscription"): RandomRequest {
    // A fragment spreads only earlier fragments, so that there are no cycles.
    for (const name of FRAGMENTS) {
      const on = this.#pick(["Thing", "Named", "Cat", "Dog", "Person", "Pet", "Query"]);
      this.#fragments.set(name, { on, text: this.#selection(on, 2) });
    }
    const root = kind === "query" ? "Query" : "Subscription";
    const body = kind === "query" ? this.#selection(root, 4) : `{ seen(n: $n) ${this.#selection("Person", 3)} }`;
    const text = [body, ...this.#spreadIn(body)].join("\n");
    const used = Object.keys(DEFINITIONS).filter((name) => new RegExp(`\\$${name}\\b`).test(text));
    const definitions = used.map((name) => DEFINITIONS[name]).join(", ");
    const head = used.length > 0 ? `${kind} Q(${definitions})` : kind;
    return { source: `${head} ${text}`, variables: this.#variables() };
  }

  #variables(): Record<string, unknown> {
    const variables: Record<string, unknown> = { yes: this.#chance(50), no: this.#chance(50) };
    const some = (name: string, values: readonly unknown[]): void => {
      if (this.#chance(70)) variables[name] = this.#pick(values);
    };
    some("maybe", [true, false, null]);
    some("flag", [true, false, null]);
    some("must", [true, false]);
    some("n", [0, 1, 3, null]);
    some("text", ["", "Ada", null]);
    some("filter", [null, {}, { kind: null, moods: ["SAD"] }, { moods: "GLAD", size: 2 }]);
    return variables;
  }

  #spreadIn(text: string, seen = new Set<string>()): string[] {
    const found: string[] = [];
    for (const [, name = ""] of text.matchAll(/\.\.\.(F\d)/g)) {
      const fragment = this.#fragments.get(name);
      if (!fragment || seen.has(name)) continue;
      seen.add(name);
      found.push(`fragment ${name} on ${fragment.on} ${fragment.text}`, ...this.#spreadIn(fragment.text, seen));
    }
    return found;
  }

  #selection(type: string, depth: number): string {
    const count = this.#pick([1, 2, 3, 4]);
    const parts = Array.from({ length: count }, () => this.#one(type, depth));
    return `{ ${parts.filter((part) => part !== "").join(" ") || "__typename"} }`;
  }

  #one(type: string, depth: number): string {
    const condition = this.#chance(30) ? ` ${this.#pick(CONDITIONS)}` : "";
    const way = this.#pick(["field", "field", "field", "inline", "bare", "spread"]);
    if (way === "spread") {
      const fitting = [...this.#fragments].filter(([, { on }]) => WITHIN[type]?.includes(on));
      if (fitting.length > 0) return `...${this.#pick(fitting)[0]}${condition}`;
    }
    if (depth > 0 && way === "inline") {
      const on = this.#pick(WITHIN[type] ?? [type]);
      return `... on ${on}${condition} ${this.#selection(on, depth - 1)}`;
    }
    if (depth > 0 && way === "bare")
      return `...${condition || " @skip(if: false)"} ${this.#selection(type, depth - 1)}`;
    return this.#field(type, depth, condition);
  }

  #field(type: string, depth: number, condition: string): string {
    const fitting = (FIELDS[type] ?? []).filter((field) => depth > 0 || !field.type);
    if (fitting.length === 0 || this.#chance(8)) return `__typename${condition}`;
    const field = this.#pick(fitting);
    const plain = /^\w+$/.test(field.text);
    // The alias of a field with arguments contains the arguments, so that conflicting fields with one name are rare.
    const alias = plain ? (this.#chance(15) ? "other: " : "") : `${field.text.replace(/\W+/g, "_")}: `;
    return `${alias}${field.text}${condition}${field.type ? ` ${this.#selection(field.type, depth - 1)}` : ""}`;
  }
}
