import type { ChannelType } from "@carillon/client";

/** Every text of the preference panel. */
export interface PreferenceLabels {
  /** Heading of the panel. */
  readonly title: string;
  /** Name of the choice about everything. */
  readonly everything: string;
  /** Name of the choice about commercial messages. */
  readonly commercial: string;
  /** Heading of the categories. */
  readonly categories: string;
  /** Heading of the workflows. */
  readonly workflows: string;
  readonly channels: Readonly<Record<ChannelType, string>>;
  readonly loading: string;
  /** There are no choices. */
  readonly empty: string;
  readonly errorTitle: string;
  /** Announced after a choice was stored. */
  readonly saved: string;
  /** A choice was reverted. */
  readonly saveFailed: string;
  /** The reason for a fixed choice: it is always sent. */
  readonly alwaysOn: string;
  /** … the user's organisation decided. */
  readonly setByOthers: string;
  /** … commercial messages are switched off. */
  readonly offByCommercial: string;
  /** … everything is switched off. */
  readonly offByEverything: string;
  /** … this category is switched off. */
  offByCategory(category: string): string;
  /** A condition decides for each message. */
  readonly conditional: string;
}

/** The texts in English. */
export const englishPreferenceLabels: PreferenceLabels = {
  title: "Notification preferences",
  everything: "All notifications",
  commercial: "News and offers",
  categories: "Categories",
  workflows: "Notifications",
  channels: { IN_APP: "In-app", EMAIL: "Email", SMS: "SMS", PUSH: "Push", CHAT: "Chat", WEBHOOK: "Webhook" },
  loading: "Loading preferences",
  empty: "There is nothing to choose yet.",
  errorTitle: "Preferences could not be loaded",
  saved: "Saved",
  saveFailed: "That could not be saved and was taken back.",
  alwaysOn: "Always on",
  setByOthers: "Set by your organisation",
  offByCommercial: "Off with news and offers",
  offByEverything: "Off with all notifications",
  offByCategory: (category) => `Off with ${category}`,
  conditional: "Depends on the notification",
};
