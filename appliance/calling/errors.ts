import { errorTable } from "../platform/index.ts";

export const callingErrors = errorTable({
  "calling-not-included": {
    http: 403,
    message: "Calling is not part of your offer. Ask an administrator for it.",
  },
  "voicemail-not-found": { http: 404, message: "This message is not in your mailbox any more." },
  "bad-recording": {
    http: 400,
    message: "This sound cannot be used. Record it again, or upload a WAV file of at most two minutes.",
  },
});
