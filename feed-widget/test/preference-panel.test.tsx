import { expect, test } from "@jest/globals";
import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { PreferencePanel } from "../src/preferences/index.js";
import { de } from "../src/locales/de.js";
import { createFakeClient } from "./support/fake-client.js";
import { fakePreferences } from "./support/fake-preferences.js";
import { show, type Shown } from "./support/show.js";

function showPanel(mood: string | null = null, props: Parameters<typeof show>[1] = {}): Shown {
  return show(<PreferencePanel />, props, { ...createFakeClient(), request: fakePreferences(mood) });
}

async function findings(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

const box = (name: string): Promise<HTMLElement> => screen.findByRole("checkbox", { name });

test("a table lists everything, categories and workflows by channel, each checkbox named by its row and column", async () => {
  showPanel();
  const table = await screen.findByRole("table", { name: "Notification preferences" });
  expect(
    within(table)
      .getAllByRole("columnheader")
      .map(({ textContent }) => textContent),
  ).toEqual(["In-app", "Email"]);
  expect(await box("All notifications Email")).toBeChecked();
  expect(await box("Billing In-app")).toBeChecked();
  expect(await box("Social Email")).not.toBeChecked();
  expect(screen.queryByRole("checkbox", { name: "Reminders In-app" })).toBeNull();
  expect(await findings()).toEqual([]);
});

test("a fixed choice says who fixed it, is reachable by keyboard, and does nothing", async () => {
  const shown = showPanel();
  const fixed = await box("A new invoice that has to be paid within the month In-app");
  expect(fixed).toHaveAccessibleDescription("Always on");
  expect(await box("Mentions Email")).toHaveAccessibleDescription("Off with Social");
  expect(await box("Reminders Email")).toHaveAccessibleDescription("Depends on the notification");
  expect(await box("Reminders Email")).toBePartiallyChecked();
  fixed.focus();
  expect(fixed).toHaveFocus();
  await userEvent.keyboard(" ");
  expect(fixed).toBeChecked();
  expect(shown.container.querySelector("[role=status]")).toBeEmptyDOMElement();
});

test("a choice by keyboard shows at once, is stored and announced", async () => {
  showPanel();
  const comments = await box("Comments Email");
  comments.focus();
  await userEvent.keyboard(" ");
  expect(comments).not.toBeChecked();
  await waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("Saved"));
  expect(comments).not.toBeChecked();
  expect(comments).toHaveFocus();
  const commercial = await box("News and offers");
  await userEvent.click(commercial);
  expect(commercial).not.toBeChecked();
});

test("a refused choice is reverted with a message, and onError is called", async () => {
  const errors: string[] = [];
  showPanel("refused", { onError: ({ code }) => errors.push(code) });
  const comments = await box("Comments Email");
  await userEvent.click(comments);
  await waitFor(() => expect(screen.getByText("That could not be saved and was taken back.")).toBeVisible());
  expect(comments).toBeChecked();
  expect(errors).toEqual(["FORBIDDEN"]);
  expect(await findings()).toEqual([]);
});

test.each([
  ["loading", "Loading preferences"],
  ["none", "There is nothing to choose yet."],
  ["error", "Preferences could not be loaded"],
])("it shows that it is %s", async (mood, words) => {
  showPanel(mood);
  expect(await screen.findByText(words)).toBeVisible();
  expect(await findings()).toEqual([]);
});

test("it uses the provider's language", async () => {
  showPanel(null, { language: de });
  expect(await screen.findByRole("heading", { name: "Einstellungen für Mitteilungen" })).toBeVisible();
  expect(await box("Mentions E-Mail")).toHaveAccessibleDescription("Aus, solange „Social“ aus ist");
});

test("it reloads when the page becomes visible again", async () => {
  let asked = 0;
  const request = fakePreferences(null);
  const counting: typeof request = (...args) => {
    asked += 1;
    return request(...args);
  };
  show(<PreferencePanel />, {}, { ...createFakeClient(), request: counting });
  await box("Comments Email");
  const before = asked;
  window.dispatchEvent(new Event("focus"));
  await waitFor(() => expect(asked).toBeGreaterThan(before));
});
