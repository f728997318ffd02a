/** The keys of the commands as a person wants them: their own where they chose some, else the usual. */
import { type Command, commands } from "./catalogue.ts";

/** By id of the command; empty for no key. */
export type OwnKeys = Readonly<Record<string, string>>;

export const withOwnKeys = (own: OwnKeys): readonly Command[] =>
  commands.map((command) => ({ ...command, keys: own[command.id] ?? command.keys }));

const firstOf = (keys: string): string => keys.split(" ")[0] ?? "";

/**
 * The command that these keys would stand in the way of: it has the same, or one of both begins what the other is.
 * @param id the command that is to have them
 */
export function conflictOf(keys: string, id: string, own: OwnKeys): Command | undefined {
  const begins = (one: string, other: string) => other.includes(" ") && firstOf(other) === one;
  return withOwnKeys(own).find(
    (other) =>
      other.id !== id &&
      other.keys !== "" &&
      (other.keys === keys || begins(keys, other.keys) || begins(other.keys, keys)),
  );
}

/** What is to be stored when a command gets these keys: nothing for those that are usual. */
export function changed(own: OwnKeys, id: string, keys: string): Record<string, string> {
  const { [id]: _old, ...rest } = own;
  return commands.some((command) => command.id === id && command.keys === keys)
    ? rest
    : { ...rest, [id]: keys };
}
