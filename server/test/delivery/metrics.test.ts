import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Metrics } from "../../src/app/observability/metrics.js";
import { POSTMARK_SENT, createDeliveryRig, postmark, resend, type DeliveryRig } from "../support/delivery-rig.js";

let rig: DeliveryRig;

beforeEach(async () => {
  rig = await createDeliveryRig();
});
afterEach(() => rig.close());

test("metrics count attempts by provider and outcome, unknown codes and possible duplicates, and show the queue", async () => {
  await rig.addMailWorkflow([postmark], { onUncertain: "RETRY" });
  await rig.addChannel("other", "EMAIL", [resend]);
  await rig.addWorkflow("else", [
    { ref: "mail", type: "channel", channelKey: "other", template: { subject: "x", markdown: "x" } },
  ]);
  const worker = rig.deliveryWorker();
  const metrics = new Metrics();
  for (const { addMetrics } of worker.delivery.mounts) addMetrics?.(metrics);
  rig.fake.answer = (request, index) => {
    if (request.url === "/emails") return { status: 401, body: { name: "a_new_code" } };
    return index === 0 ? "cut" : POSTMARK_SENT;
  };
  await rig.send("told");
  await rig.drain(worker);
  rig.pass(180_000);
  await rig.drain(worker);
  await rig.send("else");
  await rig.drain(worker);
  rig.pass(30_000);

  const text = await metrics.registry.metrics();
  const lines = text.split("\n");
  for (const line of [
    'carillon_delivery_attempts_total{provider="postmark",outcome="uncertain"} 1',
    'carillon_delivery_attempts_total{provider="postmark",outcome="ok"} 1',
    'carillon_possible_duplicates_total{provider="postmark"} 1',
    'carillon_unknown_codes_total{provider="resend"} 1',
  ]) {
    expect(lines).toContain(line);
  }
  expect(text).toMatch(/^carillon_delivery_breaker\{environment="\d+",channel="other",provider="resend"\} 1$/m);
  expect(text).toMatch(/^carillon_delivery_oldest_seconds\{environment="\d+",channel="other"\} \d/m);
});
