import { type ReactElement, useEffect, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import type { TestClient } from "@carillon/react/testing";
import "@carillon/react/styles.css";
import "@carillon/react/preferences.css";
import "@carillon/react/toasts.css";
import "./frame.css";
import { LANGUAGES, languageCode } from "./languages.js";
import { item } from "./samples/items.js";
import { WORDS } from "./samples/words.js";
import { ARRIVE, readSettings, type Settings } from "./settings.js";
import { StageContext } from "./stage.js";
import { GROUPS, storyOf } from "./stories/index.js";
import { DEFAULT_HEIGHT_PX, type Scene, type Story } from "./story.js";

const tests = new Set<TestClient>();

function arrive(): void {
  const { lang } = readSettings(location.hash);
  const { mention, comments, invoice, invitation, exported } = WORDS[languageCode(lang)];
  const words = [mention, comments, invoice, invitation, exported];
  for (const { feed } of tests) feed.add(item(0, words[feed.items.length % words.length] ?? ""));
}

function subscribeToHash(onChange: () => void): () => void {
  addEventListener("hashchange", onChange);
  return () => removeEventListener("hashchange", onChange);
}

function Frame(): ReactElement {
  const hash = useSyncExternalStore(subscribeToHash, (): string => location.hash);
  const settings = readSettings(hash);
  const story = storyOf(settings.story);
  usePage(settings);
  return <Stage key={story.id} story={story} settings={settings} />;
}

/** Language, direction and colours of the page, as a host has them. */
function usePage({ lang, theme }: Settings): void {
  useEffect(() => {
    const code = languageCode(lang);
    const root = document.documentElement;
    root.lang = code;
    root.dir = LANGUAGES[code].language.dir;
    root.dataset.theme = theme ?? "light";
  }, [lang, theme]);
}

function Stage({ story, settings }: { readonly story: Story; readonly settings: Settings }): ReactElement {
  const lang = languageCode(settings.lang);
  useEffect(() => {
    let isOver = false;
    const { dataset } = document.documentElement;
    delete dataset.ready;
    const scene: Scene = {
      find: (selector) => found(selector, () => isOver),
      get tests() {
        return [...tests];
      },
    };
    void playOut(story, scene).then(() => {
      if (!isOver) dataset.ready = story.id;
    });
    return () => {
      isOver = true;
    };
  }, [story]);
  return (
    <StageContext.Provider value={{ tests, lang, theme: settings.theme === "dark" ? "dark" : "light" }}>
      <main className="stage" aria-label={story.title}>
        {story.render()}
      </main>
    </StageContext.Provider>
  );
}

async function playOut(story: Story, scene: Scene): Promise<void> {
  // Letters that come late change the height of rows, and with it what is in sight after a story has scrolled.
  await Promise.all([...document.fonts].map((face) => face.load()));
  await scene.find(story.shows ?? "[data-carillon-item]");
  await layoutIsStable();
  await story.play?.(scene);
  await layoutIsStable();
}

/** Resolves once nothing has moved for two frames: rows are measured and placed after they are rendered. */
async function layoutIsStable(): Promise<void> {
  let before = "";
  for (let equalCount = 0; equalCount < 2;) {
    await new Promise(requestAnimationFrame);
    const now = JSON.stringify([...document.querySelectorAll("#root *, .carillon *")].map(placeOf));
    equalCount = now === before ? equalCount + 1 : 0;
    before = now;
  }
}

function placeOf(element: Element): readonly number[] {
  const { top, left, width, height } = element.getBoundingClientRect();
  return [top, left, width, height, element.scrollHeight];
}

/** Resolves with an element once there is one; never for a story that is no longer shown. */
function found(selector: string, isOver: () => boolean): Promise<HTMLElement> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isOver()) return;
      const element = document.querySelector<HTMLElement>(selector);
      if (element === null) setTimeout(look, 10);
      else resolve(element);
    };
    look();
  });
}

addEventListener("message", (event: MessageEvent<unknown>) => {
  if (event.origin === location.origin && event.data === ARRIVE) arrive();
});
// Links of stories lead nowhere.
addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("a[href]")) event.preventDefault();
});

// What the tests of screenshots read.
const list = GROUPS.flatMap(({ title: group, stories }) =>
  stories.map(({ id, heightPx = DEFAULT_HEIGHT_PX }) => ({ id, group: group.toLowerCase(), heightPx })),
);
Object.assign(globalThis, { carillonPlayground: { stories: list } });

const place = document.getElementById("root");
if (place !== null) createRoot(place).render(<Frame />);
