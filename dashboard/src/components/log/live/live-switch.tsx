import { storedChoice } from "../../../app/stored-choice.js";
import styles from "./live.module.css";
import type { LiveRows } from "./use-live-rows.js";

const choice = storedChoice<"on" | "off">("carillon.live", ["on", "off"]);

export function useIsLiveOn(): boolean {
  return choice.use() === "on";
}

export function toggleLive(): void {
  choice.set(choice.get() === "on" ? "off" : "on");
}

const number = new Intl.NumberFormat("en");

/** Whether the list follows what happens, and how much of it. */
export function LiveSwitch({ isOn, live }: { readonly isOn: boolean; readonly live: LiveRows }) {
  const { state, perSecond, wasAway } = live;
  return (
    <>
      <button
        type="button"
        role="switch"
        aria-checked={isOn}
        className={styles["switch"]}
        data-state={isOn ? state : "off"}
        title="Follow what happens (l)"
        onClick={toggleLive}
      >
        <span className={styles["dot"]} aria-hidden />
        {!isOn && "Live is off"}
        {isOn && (state === "live" ? "Live" : "Connecting…")}
      </button>
      {isOn && perSecond !== null && (
        <p className={styles["rate"]}>{number.format(perSecond)} a second, 50 of them shown</p>
      )}
      {isOn && perSecond === null && wasAway && <p className={styles["rate"]}>Reconnected, and read again</p>}
    </>
  );
}
