import type { FeedLabels } from "../labels.js";
import type { PreferenceLabels } from "../preferences/preference-labels.js";

/** A language of the widget: its words, and how its times, numbers and lines are written. */
export interface FeedLanguage {
  /** A locale that `Intl` takes. @example `"de"` */
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  readonly labels: FeedLabels;
  readonly preferences: PreferenceLabels;
}
