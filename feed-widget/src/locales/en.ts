import { englishLabels } from "../labels.js";
import { englishPreferenceLabels } from "../preferences/preference-labels.js";
import type { FeedLanguage } from "./language.js";

/** English, which the widget speaks by itself. */
export const en: FeedLanguage = {
  locale: "en",
  dir: "ltr",
  labels: englishLabels,
  preferences: englishPreferenceLabels,
};
