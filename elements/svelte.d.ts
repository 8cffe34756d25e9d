import type { HTMLAttributes } from "svelte/elements";
import type {
  CarillonBell,
  CarillonBellProperties,
  CarillonElementProperties,
  CarillonEventMap,
  CarillonFeed,
} from "./index.js";

/** The events of the elements under the names of Svelte's listeners. */
type Listeners = {
  [Name in keyof CarillonEventMap as `on${Name}`]?: (event: CarillonEventMap[Name]) => void;
};

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "carillon-feed": HTMLAttributes<CarillonFeed> & Partial<CarillonElementProperties> & Listeners;
    "carillon-bell": HTMLAttributes<CarillonBell> & Partial<CarillonBellProperties> & Listeners;
  }
}
