/** Under which the telephony page's answers are kept. */
export const telephonyKey = ["admin", "telephony"];
