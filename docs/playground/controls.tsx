import type { ReactElement } from "react";
import { LANGUAGES, languageCode } from "./languages.js";
import { THEMES, type Settings } from "./settings.js";

const THEME_NAMES = { light: "Light", dark: "Dark", host: "Host’s own" } as const;
const WIDTHS = [
  { px: null, name: "Full" },
  { px: 768, name: "768" },
  { px: 480, name: "480" },
  { px: 360, name: "360" },
] as const;

export interface ControlsProps {
  readonly settings: Settings;
  /** Address of the story alone. */
  readonly url: string;
  onChoose(change: Partial<Settings>): void;
  onArrive(): void;
  onRestart(): void;
}

/** What can be chosen about a story. */
export function Controls({ settings, url, onChoose, onArrive, onRestart }: ControlsProps): ReactElement {
  return (
    <div className="playground-controls" role="group" aria-label="Controls">
      <Segments
        name="theme"
        label="Theme"
        chosen={settings.theme}
        options={THEMES.map((theme) => ({ value: theme, name: THEME_NAMES[theme] }))}
        onChoose={(theme) => onChoose({ theme })}
      />
      <label className="playground-choice">
        <span>Language</span>
        <select value={languageCode(settings.lang)} onChange={(event) => onChoose({ lang: event.currentTarget.value })}>
          {Object.entries(LANGUAGES).map(([code, { name }]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Segments
        name="width"
        label="Width"
        chosen={settings.width}
        options={WIDTHS.map(({ px, name }) => ({ value: px, name }))}
        onChoose={(width) => onChoose({ width })}
      />
      <span className="playground-actions">
        <button type="button" className="playground-button playground-button-primary" onClick={onArrive}>
          Let an item arrive
        </button>
        <button type="button" className="playground-button" onClick={onRestart}>
          Start again
        </button>
        <a className="playground-button" href={url} target="_blank" rel="noreferrer">
          Open alone
        </a>
      </span>
    </div>
  );
}

interface SegmentsProps<Value> {
  readonly name: string;
  readonly label: string;
  readonly chosen: Value;
  readonly options: readonly { readonly value: Value; readonly name: string }[];
  onChoose(value: Value): void;
}

/** One of a few: radio buttons, so that arrow keys choose. */
function Segments<Value>({ name, label, chosen, options, onChoose }: SegmentsProps<Value>): ReactElement {
  return (
    <fieldset className="playground-segments">
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.name}>
          <input
            type="radio"
            name={`playground-${name}`}
            checked={option.value === chosen}
            onChange={() => onChoose(option.value)}
          />
          <span>{option.name}</span>
        </label>
      ))}
    </fieldset>
  );
}
