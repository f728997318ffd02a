/** The server that takes the house's e-mails: the one that `hearth.toml` names, unless an administrator chose another. */
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { z } from "zod";
import type { Config } from "./config.ts";
import type { Database } from "./database.ts";
import type { EventLog } from "./events.ts";
import { type FieldProblem, fieldProblem, says } from "./field-problems.ts";
import type { Logger } from "./log.ts";
import { mailServerProblems } from "./mail-server-rules.ts";
import type { Sealing } from "./sealing.ts";
import { readSetting, removeSetting, writeSetting } from "./stored-settings.ts";

export interface MailServer {
  /** Empty: there is none, and nothing is sent. */
  host: string;
  /** 0: the usual one of the security. */
  port: number;
  security: Config["mail"]["security"];
  user: string;
  password: string;
  /** The address that people see and answer to. */
  from: string;
  /** PEM of an authority of one's own that signs for the server; null: one that the system knows. */
  authority: string | null;
}

/** What administrators see of it: never the password. */
export type MailServerView = Omit<MailServer, "password"> & { hasPassword: boolean; chosen: boolean };

const settingName = "mail.server";

function isCertificate(pem: string): boolean {
  if (!/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/.test(pem)) return false;
  try {
    createSecureContext({ ca: pem });
    return true;
  } catch {
    return false; // it is told what is wanted
  }
}

const stored = z.strictObject({
  host: z.string().regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|[0-9A-Fa-f:.]{2,45})$/, says("host")),
  port: z.number().int().min(0).max(65535),
  security: z.enum(["none", "starttls", "tls"]),
  user: z.string().trim().max(200),
  /** On disk it is sealed, in base64. */
  password: z.string(),
  from: z.email(says("email")).max(200),
  authority: z.string().trim().max(20_000).refine(isCertificate, says("certificate")).nullable(),
});

/** As an administrator chooses it. A password of null stays what it was, for the same user at the same server. */
export const mailServerChoice = stored.extend({ password: z.string().max(500).nullable() });
export type MailServerChoice = z.output<typeof mailServerChoice>;

const usualPorts = { none: 25, starttls: 587, tls: 465 } as const;

export const portOf = ({ port, security }: Pick<MailServer, "port" | "security">): number =>
  port || usualPorts[security];

export class MailServerBook {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #sealing: Sealing;
  readonly #file: MailServer;
  readonly #log: Logger;
  #chosen: MailServer | undefined;

  /** Throws when the file names an authority that cannot be read. */
  constructor(parts: {
    db: Database;
    events: EventLog;
    sealing: Sealing;
    log: Logger;
    config: Config["mail"];
  }) {
    this.#db = parts.db;
    this.#log = parts.log;
    this.#events = parts.events;
    this.#sealing = parts.sealing;
    const { host, port, security, user, password, from, authority } = parts.config;
    const pem = authority === "" ? null : readFileSync(authority, "utf8");
    this.#file = { host, port, security, user, password, from, authority: pem };
    this.#chosen = this.#read();
  }

  /** Another object whenever it has changed. */
  get current(): MailServer {
    return this.#chosen ?? this.#file;
  }

  get view(): MailServerView {
    const { password, ...shown } = this.current;
    return { ...shown, hasPassword: password !== "", chosen: this.#chosen !== undefined };
  }

  /** What is wrong with this choice beside what is there now; empty where nothing is. */
  problemsOf(choice: MailServerChoice): FieldProblem[] {
    const password = this.#passwordOf(choice);
    const isWithheld = choice.password === null && choice.user !== "" && password === "";
    if (isWithheld && this.current.password !== "") return [fieldProblem("password", "mail-password-again")];
    return mailServerProblems({ ...choice, password });
  }

  /** The next e-mail goes there. @param choice undefined: as the file has it @param by id of the administrator */
  async choose(choice: MailServerChoice | undefined, by: string): Promise<void> {
    const chosen = choice && { ...choice, password: this.#passwordOf(choice) };
    await this.#db.write((orm) => {
      if (chosen) writeSetting(orm, settingName, { ...chosen, password: this.#seal(chosen.password) });
      else removeSetting(orm, settingName);
      const payload = chosen ? { host: chosen.host, user: chosen.user, from: chosen.from } : {};
      this.#events.append({ topic: "admin", kind: settingName, subject: by, payload });
      this.#db.afterCommit(() => {
        this.#chosen = chosen;
      });
    });
  }

  /** A password goes to nobody but the server that it was given for. */
  #passwordOf({ password, ...choice }: MailServerChoice): string {
    if (password !== null) return password;
    const { current } = this;
    const isSame =
      choice.host === current.host &&
      portOf(choice) === portOf(current) &&
      choice.user === current.user &&
      (choice.authority === null || choice.authority === current.authority?.trim());
    return isSame ? current.password : "";
  }

  #read(): MailServer | undefined {
    const found = stored.safeParse(readSetting(this.#db.orm, settingName));
    return found.success ? { ...found.data, password: this.#unseal(found.data.password) } : undefined;
  }

  #seal(password: string): string {
    return password && this.#sealing.seal(settingName, Buffer.from(password)).toString("base64");
  }

  /** Empty where it cannot be opened: the house starts without its mail, which waits. */
  #unseal(sealed: string): string {
    try {
      return sealed && this.#sealing.open(settingName, Buffer.from(sealed, "base64")).toString();
    } catch (error) {
      this.#log.error("the password of the mail server cannot be read: enter it again under Mail", { error });
      return "";
    }
  }
}
