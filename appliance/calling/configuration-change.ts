import type { Database, EventLog } from "../platform/index.ts";

/**
 * How a part of what administrators set up is written: with the event that has those who look at it look again.
 * @param topic who may know: the administrators, or the whole organisation
 */
export const configurationWriter =
  ({ db, events }: { db: Database; events: EventLog }, subject: string, topic: "admin" | "org") =>
  (run: (orm: Database["orm"]) => void): Promise<void> =>
    db.write((orm) => {
      run(orm);
      events.append({ topic, kind: "calling.changed", subject });
    });

export type ConfigurationWriter = ReturnType<typeof configurationWriter>;
