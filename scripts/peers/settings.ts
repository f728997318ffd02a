/** Settings of an appliance for tests and benches, as in the environment, without the prefix: `SIP__PORT`. */
import { freePort } from "./process.ts";

/** Everything on loopback, at ports that the system chooses. */
export const quietSettings = {
  HOST: "localhost",
  HTTP__ADDRESS: "127.0.0.1",
  HTTP__HTTPS_PORT: "0",
  HTTP__HTTP_PORT: "0",
  SIP__ADDRESS: "127.0.0.1",
  SIP__UDP_PORT: "0",
  SIP__TCP_PORT: "0",
  SIP__TLS_PORT: "0",
  LDAP__ADDRESS: "127.0.0.1",
  LDAP__TLS_PORT: "0",
  MEDIA__ADDRESS: "127.0.0.1",
  MEDIA__WEBRTC_PORT: "0",
  // One program plays hundreds of people at one address.
  LIMITS__REQUESTS_PER_ADDRESS: "0",
  LIMITS__REQUESTS_PER_PERSON: "0",
};

/** Of one that is stopped and started again, over the same folder and at the same address. */
export const lastingSettings = (folder: string) => ({
  ...quietSettings,
  DATA: folder,
  LOG_LEVEL: "error",
  HTTP__HTTPS_PORT: String(freePort()),
});
