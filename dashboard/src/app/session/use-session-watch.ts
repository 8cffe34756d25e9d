import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { addressOf } from "../page-address.js";

const PROTOCOL = "graphql-transport-ws";
/** The server's code for a session that has ended. */
const ENDED = 4403;
const RETRY_MS = 3000;

/**
 * Holds a socket on which nothing is asked: the server closes it as soon as the session ends. Then the page asks for its session
 * again, which lets its reader sign in over it.
 */
export function useSessionWatch(environmentKey: string): void {
  const client = useQueryClient();
  useEffect(() => {
    let socket: WebSocket | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let isOver = false;
    const open = (): void => {
      socket = new WebSocket(addressOf("graphql").replace(/^http/, "ws"), PROTOCOL);
      socket.addEventListener("open", () => {
        socket?.send(JSON.stringify({ type: "connection_init", payload: { environment: environmentKey } }));
      });
      socket.addEventListener("message", ({ data }) => {
        if (typeof data === "string" && data.includes('"ping"')) socket?.send(JSON.stringify({ type: "pong" }));
      });
      socket.addEventListener("close", ({ code }) => {
        if (isOver) return;
        const again = (): void => {
          if (!isOver) timer = setTimeout(open, RETRY_MS);
        };
        if (code !== ENDED) return again();
        void client.refetchQueries({ queryKey: [environmentKey, "session"] }).then(again);
      });
    };
    open();
    return () => {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
      socket?.close();
    };
  }, [client, environmentKey]);
}
