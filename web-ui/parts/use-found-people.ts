/** Who is called like this, the best first: also beyond those whom the app knows already. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { api, call } from "../api/client.ts";
import { fitOf } from "../search/names.ts";
import { useSession } from "./session-context.ts";

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
  const people = found.data ?? nobody;
  useDotsOf(people);
  return people;
}

/** Asks whether they are here, while they are on the screen. */
export function useDotsOf(people: readonly Person[]): void {
  const { here } = useSession();
  useEffect(() => {
    if (people.length > 0) here.seek(people.map(({ id }) => id));
  }, [here, people]);
}

/**
 * Those who fit what is typed, the best first, as the appliance has it: whoever one writes with before the others who
 * fit as well.
 */
export function ranked(people: readonly Person[], text: string, peers: ReadonlySet<string>): Person[] {
  const rank = new Map<Person, number>();
  for (const person of people) {
    const fit = fitOf(person, text);
    if (fit !== undefined) rank.set(person, fit * 2 + (peers.has(person.id) ? 0 : 1));
  }
  return [...rank].toSorted(([, one], [, other]) => one - other).map(([person]) => person);
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
