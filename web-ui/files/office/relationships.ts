/** Which part a part refers to (ECMA-376 part 2 §6.5). */
import { type Parts, textOf } from "./archive.ts";
import { childrenOf, parseXml } from "./xml.ts";

export interface Relationship {
  /** The last word of its type: `slide`, `image`, `theme`. */
  type: string;
  /** The part's name in the archive; undefined where it points outside. */
  target: string | undefined;
}

/** A target is relative to the folder of the part that names it, or begins at the root. */
function resolve(from: string, target: string): string {
  const path = target.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const step of target.split("/"))
    if (step === "..") path.pop();
    else if (step !== "" && step !== ".") path.push(step);
  return path.join("/");
}

/** By id. */
export function relationshipsOf(parts: Parts, part: string): ReadonlyMap<string, Relationship> {
  const cut = part.lastIndexOf("/") + 1;
  const xml = textOf(parts, `${part.slice(0, cut)}_rels/${part.slice(cut)}.rels`);
  if (!xml) return new Map();
  return new Map(
    childrenOf(parseXml(xml), "Relationship").map(({ attributes: { Id, Type, Target, TargetMode } }) => [
      Id ?? "",
      {
        type: (Type ?? "").split("/").at(-1) ?? "",
        target: TargetMode === "External" ? undefined : resolve(part, Target ?? ""),
      },
    ]),
  );
}

/** The first part of a type that a part refers to. */
export const related = (parts: Parts, part: string, type: string): string | undefined =>
  relationshipsOf(parts, part)
    .values()
    .find((each) => each.type === type)?.target;
