import { CarillonError } from "@carillon/client";
import { useSyncExternalStore } from "react";

/** Why somebody is asked to sign in: the session is gone, or too old for what they want to do. */
export type SignInReason = "ended" | "again";

export interface SignInRequest {
  readonly reason: SignInReason;
  readonly onDone: (environmentKey: string) => void;
  readonly onCancel: () => void;
}

let current: SignInRequest | null = null;
let answer: Promise<string> | null = null;
const listeners = new Set<() => void>();

function show(request: SignInRequest | null): void {
  current = request;
  for (const listener of listeners) listener();
}

/** Asks for a sign-in over the page, which stays as it is. Callers at the same time share one. */
export function askToSignIn(reason: SignInReason): Promise<string> {
  answer ??= new Promise<string>((resolve, reject) => {
    show({
      reason,
      onDone: resolve,
      onCancel: () => reject(new CarillonError("UNAUTHENTICATED", "You are not signed in.")),
    });
  }).finally(() => {
    answer = null;
    show(null);
  });
  return answer;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The sign-in that is asked for; null for none. */
export function useSignInRequest(): SignInRequest | null {
  return useSyncExternalStore(subscribe, () => current);
}
