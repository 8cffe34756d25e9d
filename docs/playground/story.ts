import type { TestClient } from "@carillon/react/testing";
import type { ReactElement } from "react";

/** What a story's `play` is given. */
export interface Scene {
  /** The feeds in memory of the story, in the order in which they were rendered. */
  readonly tests: readonly TestClient[];
  /** Resolves with the first element that matches, once there is one. */
  find(selector: string): Promise<HTMLElement>;
}

/** Height of the frame of a story that names none. */
export const DEFAULT_HEIGHT_PX = 640;

/** One part of the widget in one state. Adding one is adding an entry to a list of `stories/`. */
export interface Story {
  /** Its name in the address and of its screenshots. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences about what is to be seen. */
  readonly about: string;
  /** How to get it. */
  readonly code: string;
  /** Height of the frame in pixels; `DEFAULT_HEIGHT_PX` by default. */
  readonly heightPx?: number;
  /** Selector of what is there once the story is; an item by default. */
  readonly shows?: string;
  render(): ReactElement;
  /** Does what a reader would do, to get into the state. */
  play?(scene: Scene): Promise<void>;
}

export interface StoryGroup {
  readonly title: string;
  readonly stories: readonly Story[];
}
