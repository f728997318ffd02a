/** Timer values in milliseconds (RFC 3261 §17.1.1.1, table 4). */
export const T1 = 500;
export const T2 = 4000;
export const transactionTimeout = 64 * T1;
/** Timer D: how long a client keeps answering retransmitted final responses. */
export const timerD = 32_000;
/** RFC 3261 §16.6 timer C: the longest a call may ring. */
export const timerC = 180_000;
/** RFC 3261 §17.2.1: an INVITE that is not answered within 200 ms is told 100. */
export const tryingAfter = 150;
