/** A finger that rests where it was put: what a mouse finds in passing. */
import { type PointerEvent, type TouchEvent, useRef } from "react";

/** Milliseconds, and pixels that a resting finger may move. */
const restsFor = 500;
const stillWithin = 10;

/** What is pressed by itself, or opens a menu of the browser's own. */
const ofItsOwn = "a, button, input, textarea, img, video, audio, [contenteditable]";

/** Handlers for the element; a finger that scrolls, or that rests on something with a use of its own, is left alone. */
export function useLongPress(onPress: () => void) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number; done: boolean }>(
    undefined,
  );
  const end = () => clearTimeout(press.current?.timer);
  return {
    onPointerDown({ pointerType, target, clientX: x, clientY: y }: PointerEvent) {
      end();
      press.current = undefined;
      if (pointerType !== "touch" || !(target instanceof Element) || target.closest(ofItsOwn)) return;
      const timer = setTimeout(() => {
        if (press.current) press.current.done = true;
        onPress();
      }, restsFor);
      press.current = { timer, x, y, done: false };
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      const { x = clientX, y = clientY } = press.current ?? {};
      if (Math.hypot(clientX - x, clientY - y) > stillWithin) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
    /** The click that would follow closes what the press has opened. */
    onTouchEnd(event: TouchEvent) {
      if (press.current?.done) event.preventDefault();
    },
  };
}
