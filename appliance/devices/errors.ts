import { type ErrorCodeOf, errorTable } from "../platform/index.ts";

export const deviceErrors = errorTable({
  "contact-not-found": { http: 404, message: "This contact is not there any more." },
  "too-many-contacts": { http: 409, message: "One person may keep 5,000 contacts. Remove some first." },
  "contacts-too-large": { http: 413, message: "The file is larger than 16 MB. Export it without pictures." },
  "no-contacts": { http: 422, message: "There are no contacts in this file. Choose a vCard file (.vcf)." },
  "too-many-codes": {
    http: 409,
    message: "Ten codes wait for their phones already. Use one of them, or remove one.",
  },
  "code-not-found": { http: 404, message: "This code is not there any more." },
  "phone-not-found": { http: 404, message: "This phone is not there any more." },
  "too-many-keys": { http: 422, message: "This phone has fewer line keys. Take some away." },
});

export type DeviceErrorCode = ErrorCodeOf<typeof deviceErrors>;
