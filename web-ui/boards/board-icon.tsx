import { IconChalkboard, IconNotes } from "@tabler/icons-react";
import type { BoardKind } from "../../appliance/boards/index.ts";

/** @param size in pixels */
export function BoardIcon({ kind = "drawing", size }: { kind?: BoardKind | undefined; size: number }) {
  const Icon = kind === "notes" ? IconNotes : IconChalkboard;
  return <Icon size={size} stroke={size > 20 ? 1.5 : 2} />;
}
