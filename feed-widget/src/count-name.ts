/** Which of a feed's exact counts a badge shows. */
export type CountName = "unseen" | "unread" | "total";
