import { useRef, useState, type KeyboardEvent } from "react";
import { Dialog } from "../../../../components/frame/dialog.js";
import { StepIcon } from "../../../../components/steps/step-icon.js";
import { stepOffers, templateOf, type ChannelChoice, type StepOffer } from "../../../../document/shapes.js";
import styles from "./step-palette.module.css";

export interface StepPaletteProps {
  readonly channels: readonly ChannelChoice[];
  readonly onPick: (offer: StepOffer) => void;
  readonly onClose: () => void;
}

/** The kinds of steps, found by words. */
export function StepPalette({ channels, onPick, onClose }: StepPaletteProps) {
  const [words, setWords] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const offers = stepOffers(channels).filter(({ label, hint }) =>
    words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => `${label} ${hint}`.toLowerCase().includes(word)),
  );
  const move = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.focus();
  };
  return (
    <Dialog title="Add a step" onClose={onClose}>
      <form
        className={styles["palette"]}
        onKeyDown={move}
        onSubmit={(event) => {
          event.preventDefault();
          if (offers[0]) onPick(offers[0]);
        }}
      >
        <input
          data-is-first
          aria-label="What it does"
          placeholder="send, wait, collect, limit, branch …"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <ul ref={list} aria-label="Kinds of steps">
          {offers.map((offer) => (
            <li key={offer.key}>
              <button type="button" onClick={() => onPick(offer)}>
                <StepIcon step={glyphOf(offer)} />
                <span>
                  <strong>{offer.label}</strong>
                  <span>{offer.hint}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
        {offers.length === 0 && <p>No kind of step is called “{words}”.</p>}
      </form>
    </Dialog>
  );
}

function glyphOf({ key, type, channel }: StepOffer) {
  return { ref: key, type, ...(channel ? { channelKey: channel.channelKey, template: templateOf(channel.type) } : {}) };
}
