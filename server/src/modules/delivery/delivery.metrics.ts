import type { MetricRegistry, ModuleMounts } from "../../platform/mounts/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { breakerOf } from "./gates/gate.js";
import type { GateRepository } from "./gates/gate.repository.js";
import type { DeliveryQueueRepository } from "./queue/delivery-queue.repository.js";
import type { DeliverySender } from "./sending/delivery-sender.service.js";

interface Measured {
  runtime: Runtime;
  sender: DeliverySender;
  queue: DeliveryQueueRepository;
  gates: GateRepository;
}

export function deliveryMetrics(measured: Measured): ModuleMounts {
  return {
    addMetrics(metrics) {
      countAttempts(metrics, measured.sender);
      measureQueues(metrics, measured);
    },
  };
}

/** Counters of this process's attempts. */
function countAttempts(metrics: MetricRegistry, sender: DeliverySender): void {
  const attempts = metrics.countBy(
    "carillon_delivery_attempts_total",
    "Requests to providers by this process, by how the answer was read.",
    ["provider", "outcome"],
  );
  const unknown = metrics.countBy(
    "carillon_unknown_codes_total",
    "Answers of providers with a code that this release does not know.",
    ["provider"],
  );
  const doubles = metrics.countBy(
    "carillon_possible_duplicates_total",
    "Requests for messages that may have been sent before, without a key that tells the provider so.",
    ["provider"],
  );
  const seconds = metrics.histogram("carillon_delivery_seconds", "Time from a request to a provider to its answer.");
  sender.onAttempt(({ providerKey: provider, answer, isPossibleDuplicate, seconds: took }) => {
    attempts.inc({ provider, outcome: answer.outcome });
    if (answer.outcome !== "ok" && !answer.isCodeKnown) unknown.inc({ provider });
    if (isPossibleDuplicate) doubles.inc({ provider });
    seconds.observe(took);
  });
}

/** The queue is the same in all processes: read it from one process, do not add it up. */
function measureQueues(metrics: MetricRegistry, { runtime, queue, gates }: Measured): void {
  const { database, clock } = runtime;
  metrics.gaugeBy(
    "carillon_delivery_oldest_seconds",
    "How long the oldest message of a channel that is due has waited; channels where none waits are left out.",
    ["environment", "channel"],
    async () => {
      const now = clock.now();
      return (await queue.oldest(database, now)).map(({ environmentId, channelKey, dueAt }) => ({
        labels: { environment: String(environmentId), channel: channelKey },
        value: (now - dueAt.getTime()) / 1000,
      }));
    },
  );
  metrics.gaugeBy(
    "carillon_delivery_breaker",
    "1 where sending by a provider is held, 0.5 where one message tries it; providers that send are left out.",
    ["environment", "channel", "provider"],
    async () => {
      const now = clock.now();
      return (await gates.held(database, now)).map(({ environmentId, channelKey, providerKey, stoppedUntil, gate }) => {
        const isStopped = stoppedUntil !== null && stoppedUntil.getTime() > now;
        const isOpen = isStopped || (stoppedUntil === null && gate !== null && breakerOf(gate, now) === "open");
        const labels = { environment: String(environmentId), channel: channelKey, provider: providerKey };
        return { labels, value: isOpen ? 1 : 0.5 };
      });
    },
  );
}
