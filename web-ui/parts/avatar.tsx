import { IconUsersGroup } from "@tabler/icons-react";
import type { CSSProperties } from "react";
import type { Presence } from "../../appliance/messaging/index.ts";
import { t } from "../text/index.ts";

/** Dark enough for white letters in both themes. */
const tints = ["#a1442a", "#8a5a12", "#4f6d2c", "#22705f", "#2b6591", "#5457a6", "#85458f", "#a33e63"];

function tintOf(id: string): CSSProperties {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return { "--tint": tints[sum % tints.length] } as CSSProperties;
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]];
  return letters
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toLocaleUpperCase();
}

export function PersonAvatar(props: {
  id: string;
  name: string;
  presence?: Presence | undefined;
  size?: "small" | "large";
}) {
  return (
    <span className={`avatar ${props.size ?? ""}`} style={tintOf(props.id)} aria-hidden="true">
      {initialsOf(props.name)}
      {props.presence && (
        <span className={`presence ${props.presence}`} title={t(`presence.${props.presence}`)} />
      )}
    </span>
  );
}

export function SpaceAvatar({ id }: { id: string }) {
  return (
    <span className="avatar space-avatar" style={tintOf(id)} aria-hidden="true">
      <IconUsersGroup size={18} />
    </span>
  );
}
