"use client";
import { createContext } from "react";

/** Called when the user follows a link of a feed in this tab, so that a popover closes. */
export const FollowedContext = createContext<() => void>(() => undefined);
