import type { CarillonError } from "../errors.js";
import type { RequestOptions } from "../options.js";
import type { GraphQLAnswer, Operation } from "./operation.js";

/** A subscription that outlives its socket. */
export interface LiveRequest {
  /** Called whenever the operation is sent, so that it can resume at its last version. */
  operation(): Operation;
  onAnswer(answer: GraphQLAnswer): void;
  /** The server refuses the operation itself, which ends it. */
  onRefused(error: CarillonError): void;
  /** Called with false when the connection is lost; the operation is sent again automatically. */
  onLine?(isUp: boolean): void;
}

/** How feeds and adapters reach the server. */
export interface Transport {
  /** Sends a query or mutation over HTTP; rejects if there is no GraphQL answer. */
  execute(operation: Operation, options?: RequestOptions): Promise<GraphQLAnswer>;
  /** Keeps a subscription running. Returns a function that ends it. */
  subscribe(request: LiveRequest): () => void;
  /** Opens the connection before a subscription. Returns a function that releases it. */
  hold(): () => void;
}
