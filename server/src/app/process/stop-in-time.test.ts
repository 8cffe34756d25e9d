import { describe, expect, test } from "@jest/globals";
import { stopInTime, StopTimeoutError } from "./stop-in-time.js";

const never = (): Promise<void> => new Promise(() => undefined);

describe("X-06: stopping a process", () => {
  test("stops its parts one after the other", async () => {
    const ended: string[] = [];
    const part = (name: string) => ({
      name,
      run: async () => {
        await Promise.resolve();
        ended.push(name);
      },
    });
    await stopInTime([part("sockets"), part("sets"), part("database")], 1000);
    expect(ended).toEqual(["sockets", "sets", "database"]);
  });

  test("ends in time even if a part hangs; later parts are still told to stop", async () => {
    let isTold = false;
    const steps = [
      { name: "sets", run: never },
      { name: "database", run: never },
      { name: "Postgres", run: () => void (isTold = true) },
    ];
    const startedAt = performance.now();
    const stopping = stopInTime(steps, 50);
    await expect(stopping).rejects.toThrow(StopTimeoutError);
    await expect(stopping).rejects.toThrow(/sets, database/);
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(isTold).toBe(true);
  });

  test("continues after a part that fails, by throwing or later, and reports the first error", async () => {
    let isTold = false;
    const steps = [
      { name: "sockets", run: () => Promise.reject(new Error("first")) },
      {
        name: "sets",
        run: () => {
          throw new Error("second");
        },
      },
      { name: "database", run: () => void (isTold = true) },
    ];
    await expect(stopInTime(steps, 1000)).rejects.toThrow("first");
    expect(isTold).toBe(true);
  });
});
