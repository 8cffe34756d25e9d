/** Stores marks that could not be sent; the used part of `localStorage`. */
export type MarkStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
