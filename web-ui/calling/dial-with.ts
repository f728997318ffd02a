/** Dialling with the telephone of one's choice: this browser, or one on the desk. */
import { useCallback } from "react";
import { api, call } from "../api/client.ts";
import { useEntitlements } from "../parts/session-context.ts";
import { Signal } from "../store/signal.ts";
import { usePhone } from "./phone-context.tsx";
import { cameraWanted } from "./pictures.ts";

const storageKey = "hearth.dial-with";

/** Id of a telephone; empty for this browser. */
export const dialWith = new Signal(localStorage.getItem(storageKey) ?? "");

export function chooseDialWith(device: string): void {
  localStorage.setItem(storageKey, device);
  dialWith.set(device);
}

/** A number on its way from the desk: shown until the telephone is lifted, or while it says what went wrong. */
export const deskDialling = new Signal<{ name: string; error?: unknown } | undefined>(undefined);

/** Calls from this browser with the camera on; undefined for people whose offer has no pictures. */
export function useVideoDial(): ((number: string, name: string) => Promise<void>) | undefined {
  const phone = usePhone();
  const { video } = useEntitlements();
  const dial = useCallback(
    async (number: string, name: string) => cameraWanted.set(await phone?.dial(number, name)),
    [phone],
  );
  return phone && video ? dial : undefined;
}

/** Calls a number or an address; undefined for people whose offer has no calling. */
export function useDial(): ((number: string, name?: string) => Promise<void>) | undefined {
  const phone = usePhone();
  const dial = useCallback(
    async (number: string, name = number) => {
      const device = dialWith.value;
      if (device === "") return void (await phone?.dial(number, name));
      const begun = deskDialling.value;
      if (begun?.name === name && begun.error === undefined) return;
      deskDialling.set({ name });
      try {
        await call(api.calling.calls.$post({ json: { device, number } }));
        deskDialling.set(undefined);
      } catch (error) {
        deskDialling.set({ name, error });
      }
    },
    [phone],
  );
  return phone && dial;
}
