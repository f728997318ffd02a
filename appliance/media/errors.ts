import { errorTable } from "../platform/for-workers.ts";

export const mediaErrors = errorTable({
  "session-description-invalid": {
    http: 400,
    sip: 400,
    message: "The session description is not understood.",
  },
  "no-common-codec": { http: 488, sip: 488, message: "There is no codec that both sides speak." },
  "media-not-supported": { http: 488, sip: 488, message: "This kind of media is not supported here." },
  "media-ports-used-up": {
    http: 503,
    sip: 503,
    message: "All media ports are in use. Try again in a moment.",
  },
  "media-lost": {
    http: 503,
    sip: 503,
    message: "Sound and pictures of this call were lost. Call again.",
  },
  "media-failed": {
    http: 500,
    sip: 500,
    message: "The sound of this call could not be set up. Call again.",
  },
  "media-leg-gone": { http: 410, sip: 481, message: "This call has ended." },
});
