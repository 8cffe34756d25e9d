import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { PreferenceChoice, PreferencesClient, PreferencesHandle } from "../src/preferences/index.js";
import { openPreferences } from "../src/preferences/index.js";
import { CarillonError } from "../src/errors.js";
import type { RequestOptions } from "../src/options.js";
import { createSubscribable } from "../src/subscribable.js";

const choice = (rest: Partial<PreferenceChoice> = {}): PreferenceChoice => ({
  workflowKey: "mention",
  category: null,
  name: "Mentions",
  categories: ["social"],
  channelType: "IN_APP",
  isAllowed: true,
  isFixed: false,
  code: "preference.allowed",
  rule: null,
  ...rest,
});
const EMAIL = choice({ channelType: "EMAIL" });
const FIXED = choice({ workflowKey: "invoice", name: "Invoices", isFixed: true, code: "preference.overridden" });

interface Call {
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly options: RequestOptions | undefined;
  answer(data: unknown): void;
  refuse(error: unknown): void;
}

let calls: Call[];
let person = createSubscribable({ id: "ada", switchCount: 0 });
let client: PreferencesClient;
let stop: () => void;

const nextTurn = () => new Promise((resolve) => setTimeout(resolve, 0));
const set = (...choices: PreferenceChoice[]) => ({ commercialSubscribed: true, choices });
const loaded = (...choices: PreferenceChoice[]) => ({ viewer: { preferences: set(...choices) } });
const saved = (...choices: PreferenceChoice[]) => ({ setPreferences: { preferences: set(...choices) } });

beforeEach(() => {
  calls = [];
  person = createSubscribable({ id: "ada", switchCount: 0 });
  client = {
    person,
    request: <Result>(document: { toString(): string }, variables: object = {}, options?: RequestOptions) =>
      new Promise<Result>((answer, refuse) => {
        const name = /^\w+ (\w+)/.exec(document.toString())?.[1] ?? "";
        calls.push({ name, variables: { ...variables }, options, answer: (data) => answer(data as Result), refuse });
      }),
  };
  stop = () => undefined;
});
afterEach(() => {
  stop();
  Reflect.deleteProperty(globalThis, "window");
  Reflect.deleteProperty(globalThis, "document");
});

async function open(...choices: PreferenceChoice[]): Promise<PreferencesHandle> {
  const preferences = openPreferences(client);
  stop = preferences.start();
  calls[0]?.answer(loaded(...choices));
  await nextTurn();
  return preferences;
}

const shown = ({ store }: PreferencesHandle) => store.getSnapshot().choices.map(({ isAllowed }) => isAllowed);

test("nothing is loaded before start, and then once, for any number of starts", async () => {
  const preferences = openPreferences(client, { tenantId: "acme" });
  expect(preferences.store.getSnapshot()).toMatchObject({ status: "loading", choices: [] });
  expect(calls).toEqual([]);
  const stops = [preferences.start(), preferences.start()];
  expect(calls).toMatchObject([{ name: "PreferenceChoices", variables: { tenantId: "acme" } }]);
  calls[0]?.answer(loaded(choice()));
  await nextTurn();
  expect(preferences.store.getSnapshot()).toMatchObject({ status: "ready", choices: [choice()], error: null });
  for (const end of stops) end();
});

test("a choice shows at once and is confirmed by the answer, which may change others", async () => {
  const preferences = await open(choice(), EMAIL);
  const done = preferences.setAllowed(choice(), false);
  expect(shown(preferences)).toEqual([false, true]);
  expect(preferences.store.getSnapshot().isSaving).toBe(true);
  expect(calls[1]).toMatchObject({
    name: "ChoosePreferences",
    variables: { input: { tenantId: null, rules: [{ workflowKey: "mention", channelType: "IN_APP", allow: false }] } },
  });
  calls[1]?.answer(saved(choice({ isAllowed: false }), choice({ channelType: "EMAIL", isAllowed: false })));
  await done;
  expect(shown(preferences)).toEqual([false, false]);
  expect(preferences.store.getSnapshot().isSaving).toBe(false);
});

test("a refused choice is reverted, and its promise rejects with the reason", async () => {
  const preferences = await open(choice());
  const done = preferences.setAllowed(choice(), false);
  calls[1]?.refuse(new CarillonError("FORBIDDEN", "No."));
  await expect(done).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(shown(preferences)).toEqual([true]);
  expect(preferences.store.getSnapshot().isSaving).toBe(false);
});

test("choices during a call are sent together in the next one, the last of each", async () => {
  const preferences = await open(choice(), EMAIL);
  const all = [
    preferences.setAllowed(choice(), false),
    preferences.setAllowed(choice(), true),
    preferences.setAllowed(choice(), false),
    preferences.setAllowed(EMAIL, false),
    preferences.setCommercial(false),
  ];
  expect(calls).toHaveLength(2);
  calls[1]?.answer(saved(choice({ isAllowed: false }), EMAIL));
  await nextTurn();
  expect(shown(preferences)).toEqual([false, false]);
  expect(calls[2]?.variables.input).toEqual({
    tenantId: null,
    commercialSubscribed: false,
    rules: [
      { workflowKey: "mention", channelType: "IN_APP", allow: false },
      { workflowKey: "mention", channelType: "EMAIL", allow: false },
    ],
  });
  calls[2]?.answer(saved(choice({ isAllowed: false }), choice({ channelType: "EMAIL", isAllowed: false })));
  await Promise.all(all);
});

test("E-13: a choice outlives its page, also one that waited for another", async () => {
  const page = new EventTarget();
  const addEventListener = page.addEventListener.bind(page);
  const removeEventListener = page.removeEventListener.bind(page);
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  Object.assign(globalThis, { window: page, document, addEventListener, removeEventListener });
  const preferences = await open(choice(), EMAIL);
  const first = preferences.setAllowed(choice(), false);
  const second = preferences.setAllowed(EMAIL, false);
  expect(calls).toHaveLength(2);
  page.dispatchEvent(new Event("pagehide"));
  expect(calls.slice(1).map(({ options }) => options?.keepalive)).toEqual([true, true]);
  expect(calls[2]?.variables).toMatchObject({ input: { rules: [{ channelType: "EMAIL", allow: false }] } });
  expect(preferences.store.getSnapshot().isSaving).toBe(true);
  calls[1]?.answer(saved(choice({ isAllowed: false }), EMAIL));
  await first;
  expect(shown(preferences)).toEqual([false, false]);
  calls[2]?.answer(saved(choice({ isAllowed: false }), { ...EMAIL, isAllowed: false }));
  await second;
  expect(shown(preferences)).toEqual([false, false]);
  expect(preferences.store.getSnapshot().isSaving).toBe(false);
});

test("an answer to an older query does not revert a saved choice", async () => {
  const preferences = await open(choice());
  const refetch = preferences.refetch();
  const done = preferences.setAllowed(choice(), false);
  calls[2]?.answer(saved(choice({ isAllowed: false })));
  await done;
  calls[1]?.answer(loaded(choice()));
  await refetch;
  expect(shown(preferences)).toEqual([false]);
});

test("fixed choices do not change", async () => {
  const preferences = await open(FIXED);
  await expect(preferences.setAllowed(FIXED, false)).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(calls).toHaveLength(1);
});

test("a failed load reports the reason and keeps what is shown; the next load recovers", async () => {
  const preferences = openPreferences(client);
  stop = preferences.start();
  calls[0]?.refuse(new CarillonError("NETWORK_ERROR", "No line."));
  await nextTurn();
  expect(preferences.store.getSnapshot()).toMatchObject({ status: "error", error: { code: "NETWORK_ERROR" } });
  const again = preferences.refetch();
  calls[1]?.answer(loaded(choice()));
  await again;
  const failing = preferences.refetch();
  calls[2]?.refuse(new CarillonError("NETWORK_ERROR", "No line."));
  await expect(failing).rejects.toMatchObject({ code: "NETWORK_ERROR" });
  expect(preferences.store.getSnapshot()).toMatchObject({ status: "ready", choices: [choice()] });
});

test("another user sees nothing of the former user, not even from a late answer, and no waiting choice is sent for them", async () => {
  const preferences = await open(choice());
  const first = preferences.setAllowed(choice(), false);
  const second = preferences.setAllowed(choice(), true);
  person.set({ id: "grace", switchCount: 1 });
  expect(preferences.store.getSnapshot()).toMatchObject({ status: "loading", choices: [] });
  calls[1]?.answer(saved(choice({ isAllowed: false })));
  await expect(second).rejects.toMatchObject({ code: "ABORTED" });
  await first;
  expect(preferences.store.getSnapshot().choices).toEqual([]);
  expect(calls.map(({ name }) => name)).toEqual(["PreferenceChoices", "ChoosePreferences", "PreferenceChoices"]);
  calls[2]?.answer(loaded(EMAIL));
  await nextTurn();
  expect(preferences.store.getSnapshot().choices).toEqual([EMAIL]);
});

test("an unknown user gets an answer too", async () => {
  const preferences = openPreferences(client);
  stop = preferences.start();
  calls[0]?.answer({ viewer: null });
  await nextTurn();
  expect(calls[1]).toMatchObject({ name: "ChoosePreferences", variables: { input: { tenantId: null } } });
  calls[1]?.answer(saved(choice()));
  await nextTurn();
  expect(preferences.store.getSnapshot()).toMatchObject({ status: "ready", choices: [choice()] });
});
