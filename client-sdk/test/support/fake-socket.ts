import { CarillonError } from "../../src/errors.js";
import type { Signals } from "../../src/signals.js";
import type { Operation } from "../../src/transport/operation.js";
import type { OpenSocket, OperationSink, Socket, SocketListener } from "../../src/transport/socket.js";

/** A socket whose other side is the test. */
export class FakeSocket implements Socket {
  isClosed = false;
  readonly sent: { readonly operation: Operation; readonly sink: OperationSink; isStopped: boolean }[] = [];

  constructor(private readonly listener: SocketListener) {}

  send(operation: Operation, sink: OperationSink): () => void {
    const entry = { operation, sink, isStopped: false };
    this.sent.push(entry);
    return () => {
      entry.isStopped = true;
    };
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.listener.onOpen();
  }

  /** Reports that its token is about to expire. */
  renew(): void {
    this.listener.onRenewal();
  }

  end(code = 1006): void {
    this.listener.onEnd({ code, error: new CarillonError("NETWORK_ERROR", `Ended with ${code}`) });
  }
}

/** Sockets in the order they were opened. */
export class FakeSockets {
  readonly all: FakeSocket[] = [];

  readonly open: OpenSocket = (listener) => {
    const socket = new FakeSocket(listener);
    this.all.push(socket);
    return socket;
  };

  get last(): FakeSocket {
    const socket = this.all.at(-1);
    if (socket === undefined) throw new Error("No socket was opened.");
    return socket;
  }
}

/** A page and a network that the test controls. */
export class FakeSignals implements Signals {
  private readonly listeners = new Set<() => void>();
  private visible = true;
  private online = true;

  isVisible(): boolean {
    return this.visible;
  }

  isOnline(): boolean {
    return this.online;
  }

  get listenerCount(): number {
    return this.listeners.size;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.tell();
  }

  setOnline(online: boolean): void {
    this.online = online;
    this.tell();
  }

  tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
