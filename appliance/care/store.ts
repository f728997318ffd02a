/** The statements of this room. */
import {
  and,
  asc,
  count,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lte,
  max,
  min,
  notInArray,
  or,
  sql,
} from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { careDesks, careExperts, careOffers, careRequests } from "./schema.ts";

export type DeskRow = typeof careDesks.$inferSelect;
export type ExpertRow = typeof careExperts.$inferSelect;
export type RequestRow = typeof careRequests.$inferSelect;

const unanswered = and(isNull(careRequests.answeredAt), isNull(careRequests.solvedAt));

export function createCareStore(orm: Orm) {
  const openIn = orm
    .select()
    .from(careRequests)
    .where(and(eq(careRequests.spaceId, sql.placeholder("spaceId")), isNull(careRequests.solvedAt)))
    .prepare();
  const duties = orm
    .select()
    .from(careExperts)
    .where(eq(careExperts.personId, sql.placeholder("personId")))
    .prepare();
  return {
    desks: () =>
      orm.select().from(careDesks).where(isNull(careDesks.closedAt)).orderBy(asc(careDesks.name)).all(),
    /** Closed ones too: the report names them. */
    desk: (id: string) => orm.select().from(careDesks).where(eq(careDesks.id, id)).get(),
    experts: (deskId: string) => orm.select().from(careExperts).where(eq(careExperts.deskId, deskId)).all(),
    dutiesOf: (personId: string) => duties.all({ personId }),
    /** Replaces the desk and its experts; who was there keeps being on duty or not. */
    saveDesk(desk: Omit<DeskRow, "closedAt">, experts: Omit<ExpertRow, "deskId" | "onDuty">[]): void {
      const { id: deskId, createdAt: _first, ...change } = desk;
      orm.insert(careDesks).values(desk).onConflictDoUpdate({ target: careDesks.id, set: change }).run();
      const before = new Map(this.experts(deskId).map(({ personId, onDuty }) => [personId, onDuty]));
      orm.delete(careExperts).where(eq(careExperts.deskId, deskId)).run();
      for (const expert of experts)
        orm
          .insert(careExperts)
          .values({ ...expert, deskId, onDuty: before.get(expert.personId) ?? true })
          .run();
    },
    closeDesk: (id: string, closedAt: number) =>
      void orm.update(careDesks).set({ closedAt }).where(eq(careDesks.id, id)).run(),
    setDuty: (deskId: string, personId: string, onDuty: boolean) =>
      void orm
        .update(careExperts)
        .set({ onDuty })
        .where(and(eq(careExperts.deskId, deskId), eq(careExperts.personId, personId)))
        .run(),

    request: (id: string) => orm.select().from(careRequests).where(eq(careRequests.id, id)).get(),
    /** Asked with each message that is written anywhere. */
    openIn: (spaceId: string) => openIn.get({ spaceId }),
    /** What is not solved, or still has somebody who was asked for nothing. */
    unsettled: () =>
      orm
        .select()
        .from(careRequests)
        .where(
          or(
            isNull(careRequests.solvedAt),
            inArray(
              careRequests.id,
              orm.select({ id: careOffers.requestId }).from(careOffers).where(isNull(careOffers.passedAt)),
            ),
          ),
        )
        .all(),
    /** Unanswered requests of a desk that somebody who is free may help, oldest first. */
    waitingAt: (deskId: string) =>
      orm
        .select({ id: careRequests.id })
        .from(careRequests)
        .where(
          and(
            unanswered,
            eq(careRequests.deskId, deskId),
            or(
              isNull(careRequests.deadline),
              notInArray(
                careRequests.id,
                orm.select({ id: careOffers.requestId }).from(careOffers).where(isNull(careOffers.passedAt)),
              ),
            ),
          ),
        )
        .orderBy(asc(careRequests.askedAt))
        .all(),
    countOpen: (askerId: string) =>
      orm
        .select({ count: count() })
        .from(careRequests)
        .where(and(eq(careRequests.askerId, askerId), isNull(careRequests.solvedAt)))
        .get()?.count ?? 0,
    due: (now: number) =>
      orm
        .select({ id: careRequests.id })
        .from(careRequests)
        .where(and(unanswered, lte(careRequests.deadline, now)))
        .all(),
    nextDeadline: () =>
      orm
        .select({ at: min(careRequests.deadline) })
        .from(careRequests)
        .where(and(unanswered, isNotNull(careRequests.deadline)))
        .get()?.at ?? undefined,
    addRequest: (row: typeof careRequests.$inferInsert) => void orm.insert(careRequests).values(row).run(),
    updateRequest: (id: string, change: Partial<RequestRow>) =>
      void orm.update(careRequests).set(change).where(eq(careRequests.id, id)).run(),
    /** What is not solved and has to do with the person. */
    openOf(personId: string, limit: number): RequestRow[] {
      const offered = orm
        .select({ id: careOffers.requestId })
        .from(careOffers)
        .where(and(eq(careOffers.personId, personId), isNull(careOffers.passedAt)));
      const theirs = or(eq(careRequests.askerId, personId), inArray(careRequests.id, offered));
      return orm
        .select()
        .from(careRequests)
        .where(and(isNull(careRequests.solvedAt), theirs))
        .orderBy(asc(careRequests.askedAt))
        .limit(limit)
        .all();
    },
    since: (at: number) => orm.select().from(careRequests).where(gte(careRequests.askedAt, at)).all(),

    offers: (requestId: string) =>
      orm.select().from(careOffers).where(eq(careOffers.requestId, requestId)).all(),
    addOffer: (row: typeof careOffers.$inferInsert) =>
      void orm.insert(careOffers).values(row).onConflictDoNothing().run(),
    pass: (requestId: string, personId: string, passedAt: number) =>
      void orm
        .update(careOffers)
        .set({ passedAt })
        .where(and(eq(careOffers.requestId, requestId), eq(careOffers.personId, personId)))
        .run(),
    /** How busy somebody is: what they are asked for, or answered after `since`; and when they were asked last. */
    load(personId: string, since: number): { open: number; lastAskedAt: number } {
      const theirs = eq(careOffers.personId, personId);
      const open = orm
        .select({ count: count() })
        .from(careOffers)
        .innerJoin(careRequests, eq(careRequests.id, careOffers.requestId))
        .where(
          and(
            theirs,
            isNull(careOffers.passedAt),
            or(isNull(careRequests.answeredAt), gte(careRequests.answeredAt, since)),
          ),
        )
        .get();
      const last = orm
        .select({ at: max(careOffers.offeredAt) })
        .from(careOffers)
        .where(theirs)
        .get();
      return { open: open?.count ?? 0, lastAskedAt: last?.at ?? 0 };
    },
  };
}

export type CareStore = ReturnType<typeof createCareStore>;
