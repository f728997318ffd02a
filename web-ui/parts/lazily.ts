/** Parts of the page that are loaded when they are wanted: what has not come yet stops nothing else. */
import { type ComponentType, lazy } from "react";
import { whenThere } from "../offline/missing-part.ts";

// biome-ignore lint/suspicious/noExplicitAny: as React types it, for components of any properties
type AnyComponent = ComponentType<any>;

export const lazily = <Part extends AnyComponent>(load: () => Promise<{ default: Part }>) =>
  lazy(() => whenThere(load));
