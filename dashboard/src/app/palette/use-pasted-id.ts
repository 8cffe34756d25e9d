import { useNavigate } from "@tanstack/react-router";
import { useEnvironmentKey } from "../session/use-environment.js";

const PAGES = {
  trg: { to: "/$env/triggers/$id", noun: "trigger" },
  run: { to: "/$env/runs/$id", noun: "run" },
  msg: { to: "/$env/messages/$id", noun: "message" },
} as const;

const ID = /^\s*((trg|run|msg)_[0-9a-z]+)\s*$/;

/** What an id that was typed or pasted leads to; null for words. */
export function usePastedId(words: string): { label: string; run: () => void } | null {
  const env = useEnvironmentKey();
  const navigate = useNavigate();
  const [, id, prefix] = ID.exec(words) ?? [];
  if (id === undefined || (prefix !== "trg" && prefix !== "run" && prefix !== "msg")) return null;
  const { to, noun } = PAGES[prefix];
  return { label: `Open the ${noun} ${id}`, run: () => void navigate({ to, params: { env, id } }) };
}
