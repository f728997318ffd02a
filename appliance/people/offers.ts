/** Bundles of entitlements (reference: the product's offers M1 … C3). Data, so that a new bundle is a row. */

export interface Entitlements {
  messaging: boolean;
  calling: boolean;
  /** How many people a meeting of this person may hold; 0: no meetings. */
  meetingSize: number;
}

export const offers: Readonly<Record<string, Entitlements>> = {
  M1: { messaging: true, calling: false, meetingSize: 0 },
  M2: { messaging: true, calling: false, meetingSize: 25 },
  M3: { messaging: true, calling: false, meetingSize: 200 },
  C1: { messaging: true, calling: true, meetingSize: 0 },
  C2: { messaging: true, calling: true, meetingSize: 25 },
  C3: { messaging: true, calling: true, meetingSize: 200 },
};

export const defaultOffer = "C2";

/** What guests have, whatever they were offered. */
export const guestEntitlements: Entitlements = { messaging: true, calling: false, meetingSize: 0 };

const nothing: Entitlements = { messaging: false, calling: false, meetingSize: 0 };

export const entitlementsOf = (offer: string): Entitlements => offers[offer] ?? nothing;
