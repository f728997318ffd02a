/** An organisation of thousands, for tests and benches of what is searched: written at once. */
import { nameWords } from "../../appliance/people/name-words.ts";
import { people } from "../../appliance/people/schema.ts";
import type { TestAppliance } from "./appliance.ts";

/** Active people who may call, named “Agent Number0” and so on, with extensions of five digits. */
export async function manyPeople({ rooms }: TestAppliance, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, at) => ({
    id: crypto.randomUUID(),
    email: `agent${at}@northwind.example`,
    name: `Agent Number${at}`,
    nameWords: nameWords(`Agent Number${at}`),
    role: "user" as const,
    state: "active" as const,
    passwordHash: null,
    extension: String(20_000 + at),
    offer: "C2",
    createdAt: rooms.clock.now(),
    expiresAt: null,
    invitedBy: null,
  }));
  await rooms.db.write((orm) => {
    for (let from = 0; from < count; from += 1000)
      orm
        .insert(people)
        .values(rows.slice(from, from + 1000))
        .run();
    rooms.events.append({ topic: "org", kind: "person.created", subject: rows[0]?.id ?? "" });
  });
}
