import type { FeedLabels } from "../labels.js";
import type { PreferenceLabels } from "../preferences/preference-labels.js";

/** A language of the widget: its texts, and its format of times, numbers and text direction. */
export interface FeedLanguage {
  /** A locale that `Intl` accepts. @example `"de"` */
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  readonly labels: FeedLabels;
  readonly preferences: PreferenceLabels;
}
