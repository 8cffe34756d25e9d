import type { Story, StoryGroup } from "../story.js";
import { bell } from "./bell.js";
import { feed } from "./feed.js";
import { items } from "./item.js";
import { preferences } from "./preferences.js";
import { states } from "./states.js";
import { toasts } from "./toasts.js";

/** Every story, in the order in which the playground lists them. */
export const GROUPS: readonly StoryGroup[] = [bell, feed, items, toasts, states, preferences];

const STORIES: readonly Story[] = GROUPS.flatMap(({ stories }) => stories);

/** A story by its id; the popover where there is none of that name. */
export function storyOf(id: string): Story {
  const found = STORIES.find((story) => story.id === id) ?? STORIES.find((story) => story.id === "popover");
  if (found === undefined) throw new Error("There is no story.");
  return found;
}
