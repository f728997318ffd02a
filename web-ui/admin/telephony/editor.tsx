/** The editor of something that belongs to the telephony. */
import type { ComponentProps } from "react";
import { Editor as AnyEditor } from "../editor.tsx";
import { telephonyKey } from "./key.ts";

export { textOf } from "../editor.tsx";

export const Editor = (props: Omit<ComponentProps<typeof AnyEditor>, "refreshes">) => (
  <AnyEditor {...props} refreshes={telephonyKey} />
);
