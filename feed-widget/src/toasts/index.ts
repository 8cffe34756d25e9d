export { FeedToasts } from "./feed-toasts.js";
export type { FeedToastsProps, ToastPosition } from "./feed-toasts.js";
export type { ToastControls } from "./toast-card.js";
