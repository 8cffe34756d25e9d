/** One operation. */
export interface Operation {
  /** The document's text. */
  readonly query: string;
  readonly variables?: object;
  readonly operationName?: string;
}

/** An answer as GraphQL has it: data may be there beside errors. */
export interface GraphQLAnswer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}
