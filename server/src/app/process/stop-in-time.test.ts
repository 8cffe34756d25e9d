import { describe, expect, test } from "@jest/globals";
import { stopInTime, StopTimeoutError } from "./stop-in-time.js";

const never = (): Promise<void> => new Promise(() => undefined);

describe("X-06: the end of a process", () => {
  test("takes its parts one after the other", async () => {
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

  test("comes in time whatever hangs; what comes after is told to end all the same", async () => {
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

  test("goes on after a part that fails, by throwing or later, and tells the first error", async () => {
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
