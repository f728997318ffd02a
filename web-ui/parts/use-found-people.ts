/** Who is called like this, the best first: also beyond those whom the app knows already. */
import { useQuery } from "@tanstack/react-query";
import type { Person } from "../../appliance/people/index.ts";
import { api, call } from "../api/client.ts";
import { fold } from "../search/tokens.ts";

/** Letters from which on the appliance is asked. */
const lettersNeeded = 2;
const most = 20;
const nobody: readonly Person[] = [];

/** The best of those who are called like this; everybody's first where nothing is typed. */
export const peopleLike = (text: string) => ({
  queryKey: ["people", text],
  queryFn: async () => (await call(api.people.$get({ query: { q: text, limit: String(most) } }))).people,
});

/** @param wanted false while nobody is looked for */
export function useFoundPeople(text: string, wanted = true): readonly Person[] {
  const found = useQuery({
    ...peopleLike(text),
    enabled: wanted && [...text].length >= lettersNeeded,
  });
  return found.data ?? nobody;
}

/** The best first, as the appliance has it: first and last names, then whoever one writes with, then the others. */
export function ranked(
  people: readonly Person[],
  words: readonly string[],
  peers: ReadonlySet<string>,
): Person[] {
  const [wanted = ""] = words;
  const rank = ({ id, name }: Person) => {
    const names = fold(name).split(" ");
    const begins = [names[0], names.at(-1)].some((each) => each?.startsWith(wanted));
    return (begins ? 0 : 2) + (peers.has(id) ? 0 : 1);
  };
  return people.toSorted((one, other) => rank(one) - rank(other));
}

/** Those who may be written to, each once: the found ones first, since the appliance puts the best first. */
export function reachable(
  known: ReadonlyMap<string, Person>,
  found: readonly Person[],
  me: string,
): Person[] {
  const all = new Map([...found.map((person) => [person.id, person] as const), ...known]);
  return [...all.values()].filter(
    ({ id, state, role }) => id !== me && state !== "disabled" && role !== "place",
  );
}
