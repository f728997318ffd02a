/** Tells that a pointer rests on something, or presses it: what it opens will be wanted. */
import { useRef } from "react";

/** Milliseconds; a pointer that only passes does not stay so long. */
const rest = 80;

export function usePointerRest(onRest: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => clearTimeout(timer.current);
  return {
    onPointerEnter: () => {
      stop();
      timer.current = setTimeout(onRest, rest);
    },
    onPointerLeave: stop,
    onPointerDown: onRest,
  };
}
