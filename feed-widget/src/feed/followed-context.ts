"use client";
import { createContext } from "react";

/** Called when a link of a feed was followed in this tab; a popover closes then. */
export const FollowedContext = createContext<() => void>(() => undefined);
