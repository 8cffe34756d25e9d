import { createModuleApi, type ModuleApi } from "./module-api.js";
import { waitUntil } from "./wait-until.js";

/** The workflows: one that sends at once, one that waits, one that batches, one in sandbox mode. */
const DOCUMENTS = [
  { key: "plain", steps: [bell()] },
  { key: "slow", steps: [{ ref: "wait", type: "delay", for: { unit: "days", value: 1 } }, bell()] },
  {
    key: "batched",
    steps: [{ ref: "collect", type: "batch", window: { unit: "seconds", value: 30 }, windowType: "fixed" }, bell()],
  },
  {
    key: "broken",
    steps: [{ ...bell(), template: { markdown: "{{ data.n | append: data.missing.deep | date: data }}" } }],
  },
];

function bell(): object {
  return { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "{{ data.n }}" } };
}

export interface PopulatedApi extends ModuleApi {
  addWorkflow(key: string, steps: readonly object[]): Promise<void>;
  notify(input: object): Promise<string>;
  /** Waits until all due work is done. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** The modules with committed workflows, and a running worker. */
export async function createPopulatedApi(): Promise<PopulatedApi> {
  const api = await createModuleApi();
  const { worker } = api.modules.runs;
  await worker.start();
  const must = async (source: string, input: object): Promise<ReturnType<typeof JSON.parse>> => {
    const { data, errors } = await api.ask(source, { i: input });
    if (errors.length > 0) throw new Error(errors.join("\n"));
    return data;
  };
  const addWorkflow = async (key: string, steps: readonly object[]): Promise<void> => {
    const document = { key, name: key, feedData: ["n"], categories: ["all"], steps };
    await must("mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", { document });
    await must("mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }", {
      workflowKey: key,
    });
  };
  for (const { key, steps } of DOCUMENTS) await addWorkflow(key, steps);
  return Object.assign(api, {
    addWorkflow,
    async notify(input: object): Promise<string> {
      const data = await must("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", input);
      return data.notify.trigger.id;
    },
    async settle(): Promise<void> {
      await worker.sweep();
      await waitUntil(async () => {
        const [due] = await api.db.database.query<{ count: number }>(
          `select (select count(*) from fanouts where not is_done)::int
             + (select count(*) from runs where due_at <= $1)::int + (select count(*) from batches where is_open and closes_at <= $1)::int as count`,
          [new Date(api.runtime.clock.now())],
        );
        if (due?.count !== 0) await worker.sweep();
        return due?.count === 0;
      });
    },
    async close(): Promise<void> {
      await worker.stop();
      await api.db.drop();
    },
  });
}
