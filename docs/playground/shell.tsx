import { type ReactElement, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { Controls } from "./controls.js";
import { ARRIVE, hashOf, readSettings, type Settings, type Theme } from "./settings.js";
import { GROUPS, storyOf } from "./stories/index.js";
import { DEFAULT_HEIGHT_PX, type Story } from "./story.js";

const FRAME = new URL("frame.html", import.meta.url);

/** Renders the playground into an element; returns how to end it. What is shown is in the address of the page. */
export function mount(place: HTMLElement): () => void {
  const root = createRoot(place);
  root.render(<Playground />);
  return () => root.unmount();
}

function Playground(): ReactElement {
  const [settings, choose] = useAddress();
  const story = storyOf(settings.story);
  const theme = usePageTheme();
  const shown: Settings = { ...settings, story: story.id, theme: settings.theme ?? theme };
  return (
    <div className="playground">
      <StoryList settings={settings} chosen={story} onChoose={(id) => choose({ story: id }, true)} />
      <section className="playground-main" aria-labelledby="playground-title">
        <h2 id="playground-title" className="playground-title">
          {story.title}
        </h2>
        <p className="playground-about">{story.about}</p>
        <StoryFrame story={story} settings={shown} onChoose={choose} />
        <h3 className="playground-label">Code</h3>
        <pre className="playground-code" tabIndex={0} aria-label="Code">
          <code>{story.code}</code>
        </pre>
      </section>
    </div>
  );
}

interface StoryListProps {
  readonly settings: Settings;
  readonly chosen: Story;
  onChoose(id: string): void;
}

/** Links to all stories; on a narrow page a field to choose from. */
function StoryList({ settings, chosen, onChoose }: StoryListProps): ReactElement {
  return (
    <nav className="playground-nav" aria-label="Stories">
      <label className="playground-choice playground-narrow">
        <span>Story</span>
        <select value={chosen.id} onChange={(event) => onChoose(event.currentTarget.value)}>
          {GROUPS.map((group) => (
            <optgroup key={group.title} label={group.title}>
              {group.stories.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {GROUPS.map((group) => (
        <div key={group.title} className="playground-wide">
          <p className="playground-label">{group.title}</p>
          <ul>
            {group.stories.map(({ id, title }) => (
              <li key={id}>
                <a href={hashOf({ ...settings, story: id })} aria-current={id === chosen.id ? "page" : undefined}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

interface StoryFrameProps {
  readonly story: Story;
  readonly settings: Settings;
  onChoose(change: Partial<Settings>): void;
}

/** A page of its own, so that its width is what the style sheet asks about and nothing of the documentation reaches it. */
function StoryFrame({ story, settings, onChoose }: StoryFrameProps): ReactElement {
  const frame = useRef<HTMLIFrameElement>(null);
  const url = new URL(hashOf({ ...settings, width: null }), FRAME).href;
  const [firstUrl] = useState(url);
  useEffect(() => {
    // Not by `src`: each choice would be one more step back in the history.
    const view = frame.current?.contentWindow;
    if (view && view.location.href !== url && view.location.href !== "about:blank") view.location.replace(url);
  }, [url]);
  const arrive = (): void => frame.current?.contentWindow?.postMessage(ARRIVE, location.origin);
  const restart = (): void => frame.current?.contentWindow?.location.reload();
  return (
    <div className="playground-card">
      <Controls settings={settings} url={url} onChoose={onChoose} onArrive={arrive} onRestart={restart} />
      <div className="playground-canvas">
        <iframe
          ref={frame}
          title={`Story: ${story.title}`}
          src={firstUrl}
          style={{ width: settings.width ?? "100%", height: story.heightPx ?? DEFAULT_HEIGHT_PX }}
          // What was chosen before the page was there.
          onLoad={({ currentTarget: { contentWindow: view } }) => {
            if (view && view.location.href !== url) view.location.replace(url);
          }}
        />
      </div>
    </div>
  );
}

/** What the address says, and how to change that: a story is a step in the history, another choice is none. */
function useAddress(): [Settings, (change: Partial<Settings>, isStep?: boolean) => void] {
  const [settings, setSettings] = useState(() => readSettings(location.hash));
  useEffect(() => {
    const onChange = (): void => setSettings(readSettings(location.hash));
    addEventListener("hashchange", onChange);
    addEventListener("popstate", onChange);
    return () => {
      removeEventListener("hashchange", onChange);
      removeEventListener("popstate", onChange);
    };
  }, []);
  const choose = (change: Partial<Settings>, isStep = false): void => {
    const next = { ...settings, story: storyOf(settings.story).id, ...change };
    if (isStep) history.pushState({}, "", hashOf(next));
    else history.replaceState(history.state, "", hashOf(next));
    setSettings(next);
  };
  return [settings, choose];
}

/** The colours of the documentation around, as its own switch sets them. */
function usePageTheme(): Theme {
  const read = (): Theme => (document.documentElement.classList.contains("dark") ? "dark" : "light");
  const [theme, setTheme] = useState(read);
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(read()));
    observer.observe(document.documentElement, { attributeFilter: ["class"] });
    return () => observer.disconnect();
  }, []);
  return theme;
}
