/** What a telephone needs to sign in, and where. */
export interface Account {
  username: string;
  /** Undefined where the telephone has it already. */
  password: string | undefined;
  /** How the person is called. */
  name: string;
  /** Realm, and host of addresses. */
  domain: string;
  /** `host:port` that listens for TLS. */
  server: string;
  /** Its sound need not be encrypted. */
  plain: boolean;
}
