import type { PreferenceSubject } from "../../preferences/pure.js";

/** A channel as far as preferences ask. */
export interface OfferedChannel<Type extends string> {
  key: string;
  type: Type;
}

/** A workflow that users may be shown, and by which channels it sends. */
export interface OfferedWorkflow {
  key: string;
  name: string;
  categories: readonly string[];
  overridePreferences: boolean;
  isCommercial: boolean;
  channelKeys: readonly string[];
}

/** One choice: everything, a workflow or a category, by one channel type, with the channel steps that it covers. */
export interface OfferedChoice<Type extends string> {
  workflowKey: string | null;
  category: string | null;
  /** The workflow's name, or the category as it is written; empty for everything. */
  name: string;
  /** The categories of a workflow. */
  categories: readonly string[];
  channelType: Type;
  subjects: readonly PreferenceSubject[];
}

/** Everything, then categories by name, then workflows by key, each once for each type of channel that it sends by. */
export function offeredChoices<Type extends string>(
  workflows: readonly OfferedWorkflow[],
  channels: readonly OfferedChannel<Type>[],
): OfferedChoice<Type>[] {
  const byKey = new Map(channels.map((channel) => [channel.key, channel]));
  const sends = workflows.map((workflow) => ({
    workflow,
    channels: [...new Set(workflow.channelKeys)].flatMap((key) => byKey.get(key) ?? []),
  }));
  const ofWorkflows = sends.flatMap(({ workflow, channels: own }) =>
    choicesBy(own, (channel) => ({ ...subjectOf(workflow), ...named(channel) }), {
      workflowKey: workflow.key,
      category: null,
      name: workflow.name,
      categories: workflow.categories,
    }),
  );
  const categories = [...new Set(workflows.flatMap((workflow) => workflow.categories))].sort();
  const ofCategories = categories.flatMap((category) => {
    const members = sends.filter(({ workflow }) => workflow.categories.includes(category));
    const own = new Set(members.flatMap((member) => member.channels));
    return choicesBy([...own], (channel) => ({ ...categorySubject(category), ...named(channel) }), {
      workflowKey: null,
      category,
      name: category,
      categories: [],
    });
  });
  const all = new Set(sends.flatMap(({ channels: own }) => own));
  const ofEverything = choicesBy([...all], (channel) => ({ ...OF_EVERYTHING, ...named(channel) }), {
    workflowKey: null,
    category: null,
    name: "",
    categories: [],
  });
  return [...ofEverything, ...ofCategories, ...ofWorkflows];
}

function choicesBy<Type extends string>(
  channels: readonly OfferedChannel<Type>[],
  subject: (channel: OfferedChannel<Type>) => PreferenceSubject,
  about: Omit<OfferedChoice<Type>, "channelType" | "subjects">,
): OfferedChoice<Type>[] {
  const types = [...new Set(channels.map(({ type }) => type))].sort();
  return types.map((channelType) => ({
    ...about,
    channelType,
    subjects: channels.filter(({ type }) => type === channelType).map(subject),
  }));
}

function named(channel: OfferedChannel<string>): Pick<PreferenceSubject, "channelKey" | "channelType"> {
  return { channelKey: channel.key, channelType: channel.type };
}

function subjectOf(workflow: OfferedWorkflow): Omit<PreferenceSubject, "channelKey" | "channelType"> {
  const { key, categories, overridePreferences, isCommercial } = workflow;
  return { workflowKey: key, categories, overridePreferences, isCommercial };
}

/** No workflow has an empty key, so rules about workflows do not apply to everything and to categories. */
const OF_EVERYTHING = { workflowKey: "", categories: [], overridePreferences: false, isCommercial: false };

function categorySubject(category: string): Omit<PreferenceSubject, "channelKey" | "channelType"> {
  return { ...OF_EVERYTHING, categories: [category] };
}
