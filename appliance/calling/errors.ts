import { errorTable } from "../platform/index.ts";

export const callingErrors = errorTable({
  "calling-not-included": {
    http: 403,
    message: "Calling is not part of your offer. Ask an administrator for it.",
  },
});
