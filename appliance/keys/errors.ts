import { type ErrorCodeOf, errorTable } from "../platform/index.ts";

export const keyErrors = errorTable({
  "keys-locked": {
    http: 503,
    message: "The key service cannot open its master key. Check keys.passphrase and the file master.key.",
  },
  "key-not-granted": { http: 403, message: "You have no access to this key." },
  "key-not-found": { http: 404, message: "This key does not exist." },
  "bad-public-key": { http: 400, message: "The public key is not a point on P-256." },
});

export type KeyErrorCode = ErrorCodeOf<typeof keyErrors>;
