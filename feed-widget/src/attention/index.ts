export { TitleBadge } from "./title-badge.js";
export type { TitleBadgeProps } from "./title-badge.js";
export { useTitleBadge } from "./use-title-badge.js";
export type { TitleBadgeOptions } from "./use-title-badge.js";
export { useFaviconBadge } from "./use-favicon-badge.js";
export type { FaviconBadgeOptions } from "./use-favicon-badge.js";
export { useAppBadge } from "./use-app-badge.js";
export type { AppBadgeOptions } from "./use-app-badge.js";
export { useArrivalSound } from "./use-arrival-sound.js";
export type { ArrivalSound, ArrivalSoundOptions } from "./use-arrival-sound.js";
export { useDesktopNotifications } from "./use-desktop-notifications.js";
export type {
  DesktopNotificationOptions,
  DesktopNotifications,
  DesktopPermission,
} from "./use-desktop-notifications.js";
