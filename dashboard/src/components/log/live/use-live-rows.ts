import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { LiveList, NOT_LIVE, type ListPlace, type LiveView, type WatchRows } from "./live-list.js";

export interface LiveOptions<Row> {
  readonly queryKey: QueryKey;
  readonly isOn: boolean;
  readonly watchRows: WatchRows<Row>;
  readonly place: ListPlace;
  readonly scrollToTop: () => void;
}

export interface LiveRows extends LiveView {
  readonly takeNew: () => void;
}

/** Follows a list as long as it is shown and switched on. */
export function useLiveRows<Row extends { readonly id: string }>(options: LiveOptions<Row>): LiveRows {
  const client = useQueryClient();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const list = useRef<LiveList<Row> | null>(null);
  const [view, setView] = useState<LiveView>(NOT_LIVE);
  const { isOn } = options;
  const name = JSON.stringify(options.queryKey);
  useEffect(() => {
    if (!isOn) return;
    const { queryKey, watchRows } = latest.current;
    const place: ListPlace = {
      isAtTop: () => latest.current.place.isAtTop(),
      firstIndex: () => latest.current.place.firstIndex(),
      moveBy: (rows) => latest.current.place.moveBy(rows),
    };
    const made = new LiveList<Row>({ client, queryKey, watchRows, place }, setView);
    list.current = made;
    return () => {
      made.stop();
      list.current = null;
      setView(NOT_LIVE);
    };
  }, [isOn, name, client]);
  const takeNew = useCallback(() => {
    list.current?.takeNew();
    latest.current.scrollToTop();
  }, []);
  return { ...view, takeNew };
}
