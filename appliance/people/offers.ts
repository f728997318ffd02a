/** Bundles of entitlements (reference: the product's offers M1 … C3). Data, so that a new bundle is a row. */

export interface Entitlements {
  messaging: boolean;
  calling: boolean;
  /** Numbers elsewhere may ring beside one's devices (single number reach). */
  reach: boolean;
  /** Pictures beside a call. */
  video: boolean;
  /** How many people a meeting of this person may hold; 0: no meetings. */
  meetingSize: number;
}

/** What may be asked for at a border: by HTTP, the stream, SIP or a telephone's phone book. */
export type Capability = "calling" | "video" | "meetings";

export const includes = (entitlements: Entitlements, capability: Capability): boolean =>
  capability === "meetings" ? entitlements.meetingSize > 0 : entitlements[capability];

const messaging = { messaging: true, calling: false, reach: false, video: false, meetingSize: 0 };
const calling = { ...messaging, calling: true, reach: true, video: true };

export const offers: Readonly<Record<string, Entitlements>> = {
  M1: messaging,
  M2: { ...messaging, meetingSize: 25 },
  M3: { ...messaging, meetingSize: 200 },
  /** For telephones in lobbies and break rooms, and for people who have nothing else. */
  C0: { ...messaging, calling: true },
  C1: calling,
  C2: { ...calling, meetingSize: 25 },
  C3: { ...calling, meetingSize: 200 },
};

export const defaultOffer = "C2";
export const placeOffer = "C0";

/** What guests have, whatever they were offered. */
export const guestEntitlements: Entitlements = messaging;

const nothing: Entitlements = { ...messaging, messaging: false };

export const entitlementsOf = (offer: string): Entitlements => offers[offer] ?? nothing;
