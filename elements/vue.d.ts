import type { HTMLAttributes } from "vue";
import type { CarillonBellProperties, CarillonElementProperties, CarillonEventMap } from "./index.js";

/** The events of the elements under the names of Vue's listeners. */
interface Listeners {
  onCarillonNavigate?: (event: CarillonEventMap["carillon-navigate"]) => void;
  onCarillonItemClick?: (event: CarillonEventMap["carillon-item-click"]) => void;
  onCarillonOpenChange?: (event: CarillonEventMap["carillon-open-change"]) => void;
  onCarillonError?: (event: CarillonEventMap["carillon-error"]) => void;
}

type Element<Properties> = new () => { $props: HTMLAttributes & Partial<Properties> & Listeners };

declare module "vue" {
  interface GlobalComponents {
    "carillon-feed": Element<CarillonElementProperties>;
    "carillon-bell": Element<CarillonBellProperties>;
  }
}
