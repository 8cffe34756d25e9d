import { englishLabels } from "../labels.js";
import { englishPreferenceLabels } from "../preferences/preference-labels.js";
import type { FeedLanguage } from "./language.js";

/** English, the widget's default language. */
export const en: FeedLanguage = {
  locale: "en",
  dir: "ltr",
  labels: englishLabels,
  preferences: englishPreferenceLabels,
};
