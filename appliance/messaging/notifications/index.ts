/** Notifications: what happened that concerns a person, in their centre and outside it. */
import type { Directory } from "../../people/index.ts";
import type { Clock, Database, EventLog, Logger, Mail, Stream, WordingFor } from "../../platform/index.ts";
import type { Messages } from "../messages.ts";
import type { PreferenceBook } from "../preferences.ts";
import type { MessagingStore } from "../store.ts";
import { NotificationCentre } from "./centre.ts";
import { Delivery, type WakePeople } from "./delivery.ts";
import { Digests } from "./digest.ts";
import { NotificationReader } from "./reader.ts";
import { Reminders } from "./reminders.ts";
import { notificationRoutes } from "./routes.ts";
import { createNotificationStore } from "./store.ts";

export type { Notification } from "./centre.ts";
export type { Notice, WakePeople } from "./delivery.ts";

export interface Notifications {
  centre: NotificationCentre;
  digests: Digests;
  routes: ReturnType<typeof notificationRoutes>;
  /** See Delivery. */
  alarm: Delivery["alarm"];
  /** Resolves when everything that is in the log now has been told. */
  settled(): Promise<void>;
  close(): void;
}

export async function createNotifications(options: {
  db: Database;
  events: EventLog;
  stream: Stream;
  clock: Clock;
  log: Logger;
  store: MessagingStore;
  messages: Messages;
  preferences: PreferenceBook;
  wake: WakePeople;
  directory: Directory;
  mail: Mail;
  appUrl: () => string;
  wordingFor: WordingFor;
}): Promise<Notifications> {
  const notifications = createNotificationStore(options.db.orm);
  const centre = new NotificationCentre({ notifications, ...options });
  const delivery = new Delivery(options);
  const reader = new NotificationReader({ notifications, centre, delivery, ...options });
  const digests = new Digests({ notifications, ...options });
  const reminders = new Reminders({ notifications, ...options });
  options.stream.hydrate("notification", ({ payload }) =>
    centre.find(String(payload.person), Number(payload.seq)),
  );
  await centre.sweep();
  return {
    centre,
    routes: notificationRoutes({ centre }),
    digests,
    alarm: (...told) => delivery.alarm(...told),
    settled: () => reader.settled(),
    close() {
      reader.close();
      reminders.close();
      digests.close();
    },
  };
}
