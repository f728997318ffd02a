/** Spaces, memberships, encrypted messages and files, presence. */
import type { KeyService } from "../keys/index.ts";
import type { Directory, GuestPolicyBook, Invitations, PrepareLanguage } from "../people/index.ts";
import {
  type Clock,
  type Database,
  type EventLog,
  type Logger,
  type Mail,
  type Stream,
  silentLogger,
  type WordingFor,
} from "../platform/index.ts";
import { Files } from "./files.ts";
import { Guests } from "./guests.ts";
import { guestAdministrationRoutes, guestRoutes } from "./guests-routes.ts";
import { checkJwe, keyOf } from "./jwe.ts";
import { Marks } from "./marks.ts";
import { marksRoutes } from "./marks-routes.ts";
import { createMarksStore } from "./marks-store.ts";
import { Messages } from "./messages.ts";
import { createNotifications, type Notifications, type WakePeople } from "./notifications/index.ts";
import { MessagingPolicyBook } from "./policy.ts";
import { policyAdministrationRoutes, policyRoutes } from "./policy-routes.ts";
import { PreferenceBook } from "./preferences.ts";
import { PresenceService } from "./presence.ts";
import { LinkPreviews, type PreviewNetwork } from "./previews/previews.ts";
import { PushPolicyBook } from "./push/policy.ts";
import { Push, type PushOptions } from "./push/push.ts";
import { pushAdministrationRoutes, pushRoutes } from "./push/routes.ts";
import { createPushStore } from "./push/store.ts";
import { Receipts } from "./receipts.ts";
import { Holds } from "./retention/holds.ts";
import { RetentionPolicyBook } from "./retention/policy.ts";
import { Retention } from "./retention/retention.ts";
import { retentionRoutes } from "./retention/routes.ts";
import { createRetentionStore } from "./retention/store.ts";
import { fileRoutes, messagingRoutes } from "./routes.ts";
import { Search } from "./search.ts";
import { SearchIndex } from "./search-index.ts";
import { SpaceNewsDesk } from "./space-news.ts";
import { SpaceRights } from "./space-rights.ts";
import { SpaceSettings } from "./space-settings.ts";
import { toMember } from "./space-view.ts";
import { Spaces } from "./spaces.ts";
import { createMessagingStore, type MessagingFigures } from "./store.ts";
import { Tags } from "./tags.ts";
import { createTagsStore } from "./tags-store.ts";
import { Teams } from "./teams.ts";
import { teamRoutes } from "./teams-routes.ts";
import { createTeamsStore } from "./teams-store.ts";

export type { MessagingErrorCode } from "./errors.ts";
export type { Guest } from "./guests.ts";
export { keyOf } from "./jwe.ts";
export type { Draft, Flag } from "./marks.ts";
export type { Message } from "./message-view.ts";
export type { Revision, Stretch } from "./messages.ts";
export type { Notice, Notification } from "./notifications/index.ts";
export type { ClientPolicy, MessagingPolicy } from "./policy.ts";
export type { Preferences } from "./preferences.ts";
export type { Presence, PresenceService } from "./presence.ts";
export type { Wake } from "./push/push.ts";
export type { Receipt } from "./receipts.ts";
export type { RetentionPolicy } from "./retention/policy.ts";
export type { Due, Held, Keepsake } from "./retention/retention.ts";
export { longestSearch, spacesQuery, tokens } from "./routes.ts";
export type { SpacesQuery } from "./search.ts";
export type { Found, SearchIndex, Stretch as SearchStretch } from "./search-index.ts";
export type { SpaceNews } from "./space-news.ts";
export type { Member, Space } from "./space-view.ts";
export type { Tag } from "./tags.ts";
export type { Team } from "./teams.ts";

export interface Messaging {
  spaces: Spaces;
  /** Who may do what in them. */
  rights: SpaceRights;
  spaceNews: SpaceNewsDesk;
  messages: Messages;
  settings: SpaceSettings;
  marks: Marks;
  presence: PresenceService;
  notifications: Notifications;
  push: Push;
  pushRoutes: ReturnType<typeof pushRoutes>;
  routes: ReturnType<typeof messagingRoutes>;
  policyRoutes: ReturnType<typeof policyRoutes>;
  policyAdministrationRoutes: ReturnType<typeof policyAdministrationRoutes>;
  pushAdministrationRoutes: ReturnType<typeof pushAdministrationRoutes>;
  marksRoutes: ReturnType<typeof marksRoutes>;
  fileRoutes: ReturnType<typeof fileRoutes>;
  teamRoutes: ReturnType<typeof teamRoutes>;
  retention: Retention;
  holds: Holds;
  retentionRoutes: ReturnType<typeof retentionRoutes>;
  search: Search;
  /** Of messages, and of what rooms above let be found. */
  index: SearchIndex;
  guests: Guests;
  guestRoutes: ReturnType<typeof guestRoutes>;
  guestAdministrationRoutes: ReturnType<typeof guestAdministrationRoutes>;
  /** What there is now; messages are those written after `since`. */
  figures(since: number): MessagingFigures;
  /** Throws unless `jwe` is encrypted with the current key of the space `sp` and bound to `mid` in it. */
  checkCiphertext(jwe: string, binding: { sp: string; mid: string }): void;
  /** BCP 47 tags of the languages that people have chosen. */
  languages(): string[];
  /** BCP 47 tag of the language that a person has chosen; empty for their browser's. */
  languageOf(personId: string): string;
  /** Topics of the event log that a person may read. */
  topicsOf(personId: string): string[];
  close(): Promise<void>;
}

const neverPushed = { enabled: false, hosts: [], contact: "" };

export async function createMessaging(options: {
  db: Database;
  events: EventLog;
  stream: Stream;
  clock: Clock;
  keys: KeyService;
  directory: Directory;
  invitations: Invitations;
  /** Where blobs lie. */
  folder: string;
  maxFileBytes: number;
  log?: Logger;
  policy: GuestPolicyBook;
  mail: Mail;
  signOut: (personId: string) => Promise<number>;
  /** Where the app is, as in `https://hearth.example.org`. */
  appUrl: () => string;
  /** What letters say to a person. */
  wordingFor: WordingFor;
  prepareLanguage: PrepareLanguage;
  /** None: nobody is woken. */
  push?: PushOptions;
  /** Whence pages are fetched for previews. */
  previews?: PreviewNetwork;
}): Promise<Messaging> {
  const store = createMessagingStore(options.db.orm);
  const rights = new SpaceRights({ store, ...options });
  const spaces = new Spaces({ store, rights, ...options });
  const policy = new MessagingPolicyBook(options);
  const largest = () => Math.min(options.maxFileBytes, policy.policy.largestFile ?? Number.POSITIVE_INFINITY);
  const spaceNews = new SpaceNewsDesk({ store, spaces, ...options });
  const files = new Files({ store, rights, largest, ...options });
  const marksStore = createMarksStore(options.db.orm);
  const discardBlobs = (ids: string[]) => files.discard(ids);
  const settings = new SpaceSettings({ store, spaces, rights, ...options });
  const index = new SearchIndex(options.db.orm);
  const retention = createRetentionStore(options.db.orm);
  const holds = new Holds({ retention, ...options });
  const messages = new Messages({
    ...options,
    holds,
    store,
    marks: marksStore,
    index,
    rights,
    discardBlobs,
    policy,
  });
  const marks = new Marks({ marks: marksStore, rights, messages, ...options });
  const preferences = new PreferenceBook({ marks: marksStore, ...options });
  const teams = new Teams({ store, teams: createTeamsStore(options.db.orm), spaces, rights, ...options });
  const tags = new Tags({ tags: createTagsStore(options.db.orm), rights, messages, ...options });
  const search = new Search({ index, spaces, messages });
  const receipts = new Receipts({ store, rights, preferences, ...options, policy });
  const presence = new PresenceService({ stream: options.stream, spaces, rights });
  options.stream.hydrate("message", ({ subject }) => messages.state(subject));
  options.stream.hydrate("membership", ({ subject, payload }) => {
    const row = store.membership(String(payload.space), subject);
    return row ? toMember(row) : null;
  });
  options.stream.hydrate("draft", ({ subject, payload }) =>
    marks.draft(String(payload.person), String(payload.space), subject),
  );
  const { log = silentLogger } = options;
  const pushPolicy = new PushPolicyBook({ ...options, usual: options.push?.usual ?? neverPushed });
  const push = await Push.create({
    ...options,
    push: createPushStore(options.db.orm),
    log,
    policy: pushPolicy,
    authority: options.push?.authority,
  });
  const wake: WakePeople = (people, notice) => void push.wake(people, notice);
  const notifications = await createNotifications({ store, messages, preferences, ...options, log, wake });
  const retentionPolicy = new RetentionPolicyBook(options);
  const retentionJob = new Retention({
    ...options,
    retention,
    policy: retentionPolicy,
    holds,
    index,
    log,
    discardBlobs,
  });
  const guests = new Guests({ store, spaces, rights, ...options });
  await spaces.reconcileKeys();
  await teams.reconcileKeys();
  await files.sweep();
  return {
    spaces,
    rights,
    spaceNews,
    messages,
    settings,
    marks,
    presence,
    notifications,
    push,
    pushRoutes: pushRoutes({ push }),
    routes: messagingRoutes({ spaces, settings, messages, receipts, search, spaceNews }),
    marksRoutes: marksRoutes({ marks, messages, receipts, preferences }),
    policyRoutes: policyRoutes({
      policy,
      previews: new LinkPreviews({ policy, log, clock: options.clock, network: options.previews }),
    }),
    policyAdministrationRoutes: policyAdministrationRoutes(policy),
    pushAdministrationRoutes: pushAdministrationRoutes(pushPolicy),
    fileRoutes: fileRoutes({ files, messages }),
    teamRoutes: teamRoutes({ teams, tags }),
    retention: retentionJob,
    holds,
    retentionRoutes: retentionRoutes({ ...options, retentionJob, policy: retentionPolicy, holds, store }),
    search,
    index,
    guests,
    guestRoutes: guestRoutes(guests),
    guestAdministrationRoutes: guestAdministrationRoutes({ guests, ...options }),
    figures: store.figures,
    async close() {
      await retentionJob.close();
      guests.close();
      notifications.close();
    },
    checkCiphertext(jwe, binding) {
      const kid = keyOf(jwe);
      checkJwe(jwe, { kid, ...binding });
      rights.requireCurrentKey(binding.sp, kid);
    },
    languages: marksStore.languages,
    languageOf: (personId) => preferences.of(personId).language,
    topicsOf: (personId) => [
      ...store.spaceIdsOf(personId).map((id) => `space:${id}`),
      ...teams.idsOf(personId).map((id) => `team:${id}`),
    ],
  };
}
