import type { ReactElement } from "react";
import { Icon } from "../icons.js";

export const CheckIcon = (): ReactElement => <Icon d="m4.5 10.5 3.6 3.7 7.4-8" />;

/** A ring around a dot, which narrower rings fill. */
export const UndoIcon = (): ReactElement => (
  <Icon d="M16.6 10a6.6 6.6 0 1 1-13.2 0 6.6 6.6 0 0 1 13.2 0ZM10.7 10a0.7 0.7 0 1 1-1.4 0 0.7 0.7 0 0 1 1.4 0ZM11.8 10a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0ZM12.6 10a2.6 2.6 0 1 1-5.2 0 2.6 2.6 0 0 1 5.2 0Z" />
);

export const ArchiveIcon = (): ReactElement => <Icon d="M3.4 4.2h13.2v3.2H3.4zM4.6 7.4v8.4h10.8V7.4M8 10.6h4" />;

export const ClockIcon = (): ReactElement => <Icon d="M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0ZM10 6v4.3l2.8 1.7" />;

export const UnarchiveIcon = (): ReactElement => (
  <Icon d="M3.5 9v6.2c0 .7.6 1.3 1.3 1.3h10.4c.7 0 1.3-.6 1.3-1.3V9M10 12.5V3.6m-3 3 3-3 3 3" />
);

export const UnpinIcon = (): ReactElement => <Icon d="M7 3.5h6M8 3.5v5l-2.5 3h9l-2.5-3v-5M10 11.5v5M3.5 3.5l13 13" />;
