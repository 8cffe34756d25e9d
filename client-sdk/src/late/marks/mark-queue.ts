import { backoffMs } from "../../backoff.js";
import { CarillonError, abortedError, isPassing, toCarillonError } from "../../errors.js";
import { type Job, type JobEntry, type MarkAnswer, type MarkPublisher, pendingMark } from "../../feed/mark-job.js";
import type { MarkStorage } from "../../feed/mark-storage.js";
import type { Signals } from "../../signals.js";
import type { Transport } from "../../transport/transport.js";
import type { ConnectionSnapshot, Subscribable } from "../../types.js";
import { markAnswers, markOperation } from "./mark-call.js";
import { type JobGroup, MAX_IDS, isForward, takeGroups } from "./mark-groups.js";
import { MarkStore } from "./mark-store.js";
import { onPageHide } from "../../page-hide.js";
import { signalsOf } from "../platform-signals.js";

const RETRY_BACKOFF = { baseMs: 1000, capMs: 30_000 };
// A server that fails this often on one mark fails because of the mark.
const MAX_FAULTS = 5;
const MAX_FLYING = 4;

/** The dependencies of the queue. */
export interface MarkQueueOptions {
  readonly transport: Transport;
  readonly bus: MarkPublisher;
  /** Signals that the host provides. */
  signals(): Signals | undefined;
  readonly connection: Subscribable<ConnectionSnapshot>;
}

/**
 * Sends marks, several in one call where it can.
 *
 *   added ──▶ waiting ──▶ flying ──answered──▶ settled
 *                              ──refused──▶ failed, taken back; a refused call of several is first sent one by one
 *                              ──not reached, overloaded, page hidden──▶ waiting, tried again later, also after a reload
 *
 * Marks that could contradict each other (read and unread) wait for one another; others do not. Every call may outlive its page.
 */
export class MarkQueue {
  readonly #options: MarkQueueOptions;
  #waiting: Job[] = [];
  readonly #flying = new Set<Job>();
  readonly #outcomes = new Map<string, Pick<JobEntry, "resolve" | "reject">>();
  readonly #faults = new Map<string, number>();
  readonly #alone = new Set<string>();
  #store: MarkStore | null = null;
  #failures = 0;
  #isDue = false;
  /** The page is hidden or closing: the next page may take over the remaining marks at once. */
  #isLeaving = false;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #stopWatching: (() => void) | null = null;

  constructor(options: MarkQueueOptions) {
    this.#options = options;
  }

  /** Stores waiting marks, and takes over those that the person's other tabs left. */
  useStorage(storage: MarkStorage, personName: string, tab: string): void {
    this.#store = new MarkStore(storage, `carillon-marks-1 ${personName}`, tab);
    const known = new Set([...this.#waiting, ...this.#flying].map(({ id }) => id));
    const adopted = this.#store.adopt().filter(({ id }) => !known.has(id));
    for (const job of adopted) this.#show(job);
    this.#waiting.unshift(...adopted);
    this.#changed();
  }

  add({ job, signal, resolve, reject }: JobEntry): void {
    const abort = () => this.#fail([job], abortedError(signal));
    const done = () => signal?.removeEventListener("abort", abort);
    this.#outcomes.set(job.id, {
      resolve: (answer) => (done(), resolve(answer)),
      reject: (error) => (done(), reject(error)),
    });
    signal?.addEventListener("abort", abort);
    this.#waiting.push(job);
    this.#changed();
  }

  /** Sends everything at once, because the page closes or the user changes. */
  flush(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#isLeaving = true;
    while (this.#waiting.length > 0) this.#sendNext();
    this.#store?.save([...this.#flying], true);
  }

  /** Drops all marks, in memory and in storage; their promises reject. */
  forget(): void {
    this.#store?.forget();
    this.#store = null;
    this.#fail([...this.#waiting, ...this.#flying], abortedError());
  }

  #show(job: Job): void {
    this.#options.bus.publish({ type: "markStarted", mark: pendingMark(job) }, job.feedKey);
  }

  /** After a change: saves the marks and sends what may be sent, later in the same iteration of the event loop. */
  #changed(): void {
    const jobs = [...this.#flying, ...this.#waiting];
    this.#store?.save(jobs, this.#isLeaving);
    this.#watch(jobs.length > 0);
    if (this.#isDue || this.#waiting.length === 0) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      while (this.#maySend()) this.#sendNext();
    });
  }

  #maySend(): boolean {
    if (this.#waiting.length === 0 || this.#retryTimer !== undefined) return false;
    if (this.#flying.size === 0) return true;
    const next = takeGroups(this.#candidates()).flatMap(({ jobs }) => jobs);
    return this.#flying.size < MAX_FLYING * MAX_IDS && [...this.#flying, ...next].every(isForward);
  }

  /** The jobs that may share the next call. */
  #candidates(): readonly Job[] {
    const end = this.#waiting.findIndex(({ id }) => this.#alone.has(id));
    return end < 0 ? this.#waiting : this.#waiting.slice(0, Math.max(1, end));
  }

  #sendNext(): void {
    const groups = takeGroups(this.#candidates());
    const taken = new Set(groups.flatMap(({ jobs }) => jobs));
    this.#waiting = this.#waiting.filter((job) => !taken.has(job));
    for (const job of taken) this.#flying.add(job);
    void this.#send(groups);
  }

  async #send(groups: readonly JobGroup[]): Promise<void> {
    const jobs = groups.flatMap((group) => group.jobs);
    try {
      const options = { isIdempotent: true, keepalive: true };
      const answer = await this.#options.transport.execute(markOperation(groups), options);
      this.#failures = 0;
      const outcomes = markAnswers(groups, answer);
      const [first] = outcomes;
      if (first instanceof CarillonError && outcomes.every((outcome) => outcome instanceof CarillonError)) throw first;
      outcomes.forEach((outcome, index) => {
        const of = groups[index]?.jobs ?? [];
        if (outcome instanceof CarillonError) this.#refuse(of, outcome);
        else this.#settle(of, outcome);
      });
    } catch (error) {
      this.#refuse(jobs, toCarillonError(error, "NETWORK_ERROR"));
    }
    this.#changed();
  }

  #settle(jobs: readonly Job[], answer: MarkAnswer): void {
    for (const { id } of this.#drop(jobs)) {
      const { items, heads } = answer;
      this.#options.bus.publish({ type: "markSettled", id, items, heads }, null);
      this.#outcomes.get(id)?.resolve(answer);
      this.#outcomes.delete(id);
    }
  }

  #refuse(jobs: readonly Job[], error: CarillonError): void {
    if (isPassing(error) && !this.#isHopeless(jobs, error)) this.#waitAgain(jobs, error);
    else if (jobs.length > 1) {
      // One of the marks may cause the refusal of all.
      for (const { id } of jobs) this.#alone.add(id);
      this.#putBack(jobs);
    } else this.#fail(jobs, error);
  }

  #isHopeless(jobs: readonly Job[], { code }: CarillonError): boolean {
    if (code !== "INTERNAL_SERVER_ERROR") return false;
    for (const { id } of jobs) this.#faults.set(id, (this.#faults.get(id) ?? 0) + 1);
    return jobs.some(({ id }) => (this.#faults.get(id) ?? 0) >= MAX_FAULTS);
  }

  #fail(jobs: readonly Job[], error: CarillonError): void {
    for (const { id } of this.#drop(jobs)) {
      this.#options.bus.publish({ type: "markFailed", id }, null);
      this.#outcomes.get(id)?.reject(error);
      this.#outcomes.delete(id);
    }
    this.#changed();
  }

  /** Removes the jobs, and returns those that were still queued. */
  #drop(jobs: readonly Job[]): readonly Job[] {
    const gone = new Set(jobs.filter((job) => this.#flying.delete(job) || this.#waiting.includes(job)));
    this.#waiting = this.#waiting.filter((job) => !gone.has(job));
    for (const { id } of gone) {
      this.#alone.delete(id);
      this.#faults.delete(id);
    }
    return [...gone];
  }

  #putBack(jobs: readonly Job[]): void {
    this.#waiting.unshift(...jobs.filter((job) => this.#flying.delete(job)));
  }

  #waitAgain(jobs: readonly Job[], error: CarillonError): void {
    this.#putBack(jobs);
    const delayMs = error.retryAfterMs ?? backoffMs(RETRY_BACKOFF, this.#failures);
    this.#failures += 1;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#retry(), delayMs);
  }

  #retry(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    // Other tabs drop a mark that they receive no message about for a long time.
    for (const job of this.#waiting) this.#show(job);
    this.#changed();
  }

  /** While there are marks: flush when the page closes, and send waiting ones when the network returns. */
  #watch(isWanted: boolean): void {
    if (!isWanted) {
      clearTimeout(this.#retryTimer);
      this.#retryTimer = undefined;
      this.#stopWatching?.();
      this.#stopWatching = null;
      return;
    }
    if (this.#stopWatching !== null) return;
    const { connection } = this.#options;
    const signals = signalsOf(this.#options.signals);
    const wake = (): void => {
      if (signals.isVisible()) this.#isLeaving = false;
      if (this.#retryTimer !== undefined && signals.isOnline()) this.#retry();
    };
    const stops = [
      onPageHide(() => this.flush()),
      // An app has no page that is hidden; going to the background may be its last event.
      signals.subscribe(() => (signals.isVisible() ? wake() : this.flush())),
      connection.subscribe(() => {
        if (connection.getSnapshot().status === "open") wake();
      }),
    ];
    this.#stopWatching = () => stops.forEach((stop) => stop());
  }
}
