/** The parts of the Calls page, as its address names them. */
export const callsTabs = ["recent", "voicemail", "contacts", "settings"] as const;
export type CallsTab = (typeof callsTabs)[number];
