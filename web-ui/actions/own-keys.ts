/** The keys of the commands as a person wants them: their own where they chose some, else the usual. */
import { type Command, type CommandId, type CommandIn, commands, type Scope } from "./catalogue.ts";
import { nameOf, type Press } from "./keys.ts";

/** By id of the command; empty for no key. */
export type OwnKeys = Readonly<Record<string, string>>;

export const withOwnKeys = (own: OwnKeys): readonly Command[] =>
  commands.map((command) => ({ ...command, keys: own[command.id] ?? command.keys }));

/** The keys of one command; empty for none. */
export const keysOf = (id: CommandId, own: OwnKeys): string =>
  own[id] ?? commands.find((command) => command.id === id)?.keys ?? "";

/** The command that a press means where it is heard; keys one after the other are the app's alone. */
export function pressed<Where extends Scope>(
  own: OwnKeys,
  scope: Where,
  press: Press,
): CommandIn<Where> | undefined {
  const name = nameOf(press);
  const command = commands.find(({ id, scope: its, keys }) => its === scope && (own[id] ?? keys) === name);
  return command?.id as CommandIn<Where> | undefined;
}

/** What is pressed while writing reaches the app, too, when it is no letter. */
const meets = (one: Scope, other: Scope, keys: string): boolean =>
  one === other ||
  (/^(mod|alt)\+/.test(keys) && [one, other].every((scope) => scope === "app" || scope === "composer"));

const firstOf = (keys: string): string => keys.split(" ")[0] ?? "";

/**
 * The command that these keys would stand in the way of: it has the same, or one of both begins what the other is.
 * @param id the command that is to have them
 */
export function conflictOf(keys: string, id: string, own: OwnKeys): Command | undefined {
  const begins = (one: string, other: string) => other.includes(" ") && firstOf(other) === one;
  const scope = commands.find((command) => command.id === id)?.scope ?? "app";
  return withOwnKeys(own).find(
    (other) =>
      other.id !== id &&
      meets(scope, other.scope, keys) &&
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
