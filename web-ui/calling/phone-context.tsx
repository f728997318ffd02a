/** The one telephone of this tab; its code is loaded after the app is on the screen. */
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { api, call } from "../api/client.ts";
import { renewWhenMissing } from "../offline/missing-part.ts";
import { useEntitlements } from "../parts/session-context.ts";
import type { Phone } from "./phone.ts";

const PhoneContext = createContext<Phone | undefined>(undefined);

/** Undefined while it loads, and for people whose offer has no calling. */
export const usePhone = (): Phone | undefined => useContext(PhoneContext);

export function PhoneProvider({ children }: { children: ReactNode }) {
  const { calling } = useEntitlements();
  const [phone, setPhone] = useState<Phone>();
  useEffect(() => {
    let opened: Phone | undefined;
    let gone = false;
    const open = async () => {
      const { address, displayName } = await call(api.calling.$get());
      const { Phone } = await import("./phone.ts");
      if (gone) return;
      opened = new Phone(address, displayName);
      setPhone(opened);
      await opened.open();
    };
    if (calling) void open().catch(renewWhenMissing); // without calls the app still works
    return () => {
      gone = true;
      setPhone(undefined);
      void opened?.close();
    };
  }, [calling]);
  return <PhoneContext value={phone}>{children}</PhoneContext>;
}
