import { badInput } from "../../../platform/errors/index.js";
import { messageId, parseMessageId, parseUuidId } from "../../identifiers/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { FeedMarkService } from "../../feeds/index.js";
import type { MessageKey } from "../../messages/pure.js";
import type { Scope } from "../../requests/index.js";
import type { DeliveryStateRepository } from "../queue/delivery-state.repository.js";
import type { VendorRecalls } from "./vendor-recalls.service.js";
import type { RecallableRow, RecallRepository, RecallSelection } from "./recall.repository.js";

/** Selects the messages to recall, either of a trigger or by id. */
export interface RecallCommand {
  triggerId?: string | null;
  ids?: readonly string[] | null;
}

/** The result of a recall. */
export interface Recalled {
  archivedCount: number;
  droppedCount: number;
  vendorCount: number;
  goneCount: number;
  isComplete: boolean;
}

export interface RecallDeps {
  rows: RecallRepository;
  states: DeliveryStateRepository;
  marks: FeedMarkService;
  vendors: VendorRecalls;
}

const IDS_MAX = 100;
const SLICE = 100;
const CALL_MAX = 10_000;

/** Recalls messages: archives them in feeds, removes them from the queue, and has vendors delete them. */
export class RecallService {
  readonly #runtime: Runtime;
  readonly #deps: RecallDeps;

  constructor(runtime: Runtime, deps: RecallDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Works in slices that commit one by one. */
  async recall(scope: Scope, command: RecallCommand): Promise<Recalled> {
    const selection = read(scope, command);
    const recalled: Recalled = { archivedCount: 0, droppedCount: 0, vendorCount: 0, goneCount: 0, isComplete: true };
    if (selection === null) return recalled;
    const { rows, vendors } = this.#deps;
    const wanted = { providerKeys: vendors.providerKeys, limit: SLICE };
    const { database } = this.#runtime;
    for (let seen = 0; ; seen += SLICE) {
      const found = await rows.recallable(database, selection, wanted);
      if (found.length === 0) break;
      if (seen >= CALL_MAX) {
        recalled.isComplete = false;
        break;
      }
      const inPlace = (wantedPlace: RecallableRow["place"]): RecallableRow[] =>
        found.filter(({ place }) => place === wantedPlace);
      recalled.archivedCount += await this.#archive(scope, inPlace("feed"));
      recalled.droppedCount += await this.#drop(scope, inPlace("queue"));
      recalled.vendorCount += await vendors.request(scope.environmentId, inPlace("vendor"));
    }
    recalled.goneCount = await rows.goneCount(database, selection);
    return recalled;
  }

  async #archive(scope: Scope, keys: readonly MessageKey[]): Promise<number> {
    if (keys.length === 0) return 0;
    const { messages } = await this.#deps.marks.markMessages(scope, { ids: keys.map(messageId), mark: "ARCHIVED" });
    return messages.length;
  }

  #drop({ environmentId }: Scope, keys: readonly MessageKey[]): Promise<number> | number {
    if (keys.length === 0) return 0;
    const { database, clock } = this.#runtime;
    return this.#deps.states.withdraw(database, environmentId, { keys, reason: "recalled", now: clock.now() });
  }
}

/** The selection of a command, or null if it cannot match anything. */
function read({ environmentId }: Scope, { triggerId, ids }: RecallCommand): RecallSelection | null {
  if ((triggerId == null) === (ids == null)) {
    const message = "Say which messages, by `triggerId` or by `ids`.";
    throw badInput([{ path: [], code: "one_of", message }]);
  }
  if (ids && ids.length > IDS_MAX) {
    throw badInput([{ path: ["ids"], code: "too_many", message: `At most ${IDS_MAX} ids.` }]);
  }
  if (ids) return { environmentId, keys: ids.map(parseMessageId).filter((key) => key !== null) };
  const triggerUuid = triggerId == null ? null : parseUuidId("trigger", triggerId);
  return triggerUuid === null ? null : { environmentId, triggerUuid };
}
