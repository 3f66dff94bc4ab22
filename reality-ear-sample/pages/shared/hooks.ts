import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Figures, Meter } from './Meter.js';

/** The figures of a meter, as they change. */
export function useFigures(meter: Meter): Figures {
  return useSyncExternalStore(meter.subscribe, () => meter.figures);
}

/** Calls back at this interval in milliseconds. */
export function useInterval(callback: () => void, ms: number): void {
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => {
    const timer = setInterval(() => latest.current(), ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/**
 * Reports to the meter the delay of each new item. `at` is a time of the server's clock, so the delay is exact if
 * server and browser share a clock. Items of the first load are not counted.
 */
export function useDelays<T extends { readonly at: string }>(
  meter: Meter,
  items: readonly T[] | undefined,
  idOf: (item: T) => string | number,
): void {
  const seen = useRef<Map<string | number, string>>(undefined);
  useEffect(() => {
    if (items) {
      const now = Date.now();
      const fresh = seen.current ? items.filter((item) => seen.current?.get(idOf(item)) !== item.at) : [];
      fresh.forEach(({ at }) => {
        meter.showed(Math.max(now - Date.parse(at), 0));
      });
      seen.current = new Map(items.map((item) => [idOf(item), item.at]));
    }
  }, [meter, items, idOf]);
}

/** The width of an element in pixels, as it changes. */
export function useWidth<E extends Element>(): [React.RefObject<E | null>, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
