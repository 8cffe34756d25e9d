import type { CarillonError } from "../errors.js";
import type { GraphQLAnswer, Operation } from "./operation.js";

/** Why a socket ended. */
export interface SocketEnd {
  /** Close code; 1006 if the connection broke or was never open. */
  readonly code: number;
  readonly error: CarillonError;
  /** The user token that the socket was opened with. */
  readonly token?: string;
}

/** The receiver of one operation. */
export interface OperationSink {
  onAnswer(answer: GraphQLAnswer): void;
  onError(error: CarillonError): void;
  /** The server ended it. */
  onComplete(): void;
}

/** One socket: it opens once, and ends once. */
export interface Socket {
  /** Starts an operation. Returns a function that stops it. Only while open. */
  send(operation: Operation, sink: OperationSink): () => void;
  close(): void;
}

/** Receives the events of a socket, until `close()`. */
export interface SocketListener {
  onOpen(): void;
  onEnd(end: SocketEnd): void;
  /** It will end soon because its token expires: another socket should replace it. */
  onRenewal(): void;
}

/** Opens a socket. Never throws, and calls back asynchronously; errors go to `onEnd`. */
export type OpenSocket = (listener: SocketListener) => Socket;
