import { type ErrorCodeOf, errorTable } from "../platform/index.ts";

export const callingErrors = errorTable({
  "call-not-found": { http: 404, message: "This call has ended." },
  "call-elsewhere": {
    http: 409,
    message:
      "This call cannot be changed now: it is being transferred, or the two telephones speak directly.",
  },
  "transfer-refused": { http: 409, message: "Nobody answered there. You have the call back." },
  "telephone-not-lifted": { http: 409, message: "Nobody lifted the telephone." },
  "telephone-absent": { http: 409, message: "This telephone is not connected." },
  "telephone-cannot-answer": {
    http: 409,
    message: "This telephone cannot be told to answer. Lift it, or answer here.",
  },
  "voicemail-not-found": { http: 404, message: "This message is not in your mailbox any more." },
  "number-taken": { http: 409, message: "Somebody else has this number already. Choose another one." },
  "line-not-found": { http: 404, message: "This line does not exist any more." },
  "group-not-found": { http: 404, message: "This hunt group does not exist any more." },
  "attendant-not-found": { http: 404, message: "This menu does not exist any more." },
  "trunk-not-found": { http: 404, message: "This trunk does not exist any more." },
  "route-not-found": { http: 404, message: "This route does not exist any more." },
  "route-changed": {
    http: 409,
    message: "Somebody else has changed this route meanwhile. Open it again to see how it is now.",
  },
  "destination-taken": {
    http: 409,
    message: "Another route has one of these destinations already. Change that one, or be more precise here.",
  },
  "stop-not-found": { http: 404, message: "This person's calls are not stopped." },
  "domain-not-found": { http: 404, message: "This domain has no rule of its own." },
  "location-not-found": { http: 404, message: "This location does not exist any more." },
  "network-taken": { http: 409, message: "Another location has the network {network} already." },
  "number-not-found": { http: 404, message: "This number is not one of the house's." },
  "bad-hold-picture": {
    http: 400,
    message: "This picture cannot be used. Choose another one, or try it in another browser.",
  },
  "bad-recording": {
    http: 400,
    message: "This sound cannot be used. Record it again, or upload a WAV file of at most two minutes.",
  },
  "recording-empty": { http: 400, message: "There is no sound in this file. Record it again." },
  "recording-too-long": { http: 400, message: "This sound is longer than two minutes. Shorten it." },
  "recording-silent": {
    http: 400,
    message: "Nothing can be heard in this sound. Check the microphone, and record it again.",
  },
  "recording-clipped": {
    http: 400,
    message:
      "This sound was recorded too loud and is distorted. Record it again, farther from the microphone.",
  },
});

/** What a SIP peer is answered when this went wrong: the error's own status, or 500. */
export const sipStatusOf = (error: unknown): number =>
  typeof error === "object" && error !== null && "sip" in error && typeof error.sip === "number"
    ? error.sip
    : 500;

export type CallingErrorCode = ErrorCodeOf<typeof callingErrors>;
