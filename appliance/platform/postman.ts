/** Carries letters to the mail server. */
import { connect, type Socket } from "node:net";
import type { SentMessageInfo, Transporter } from "nodemailer";
import { htmlOf, type Letter, oneLine, textOf } from "./letter.ts";
import { type MailServer, portOf } from "./mail-server.ts";

const isOneAddress = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/;

export class Postman {
  readonly #servers: { readonly current: MailServer };
  #connection: { to: MailServer; transport: Promise<Transporter<SentMessageInfo>> } | undefined;

  /** @param servers whose current one is asked for each letter */
  constructor(servers: { readonly current: MailServer }) {
    this.#servers = servers;
  }

  /** Rejects with what the server said, and its code as `responseCode`. */
  async carry(recipient: string, letter: Letter): Promise<void> {
    if (!isOneAddress.test(recipient))
      throw Object.assign(new Error("It is no address."), { responseCode: 553 });
    const { to, transport } = this.#connect();
    await (await transport).sendMail({
      from: { name: "Hearth", address: to.from },
      to: { name: "", address: recipient },
      subject: oneLine(letter.subject),
      text: textOf(letter),
      html: htmlOf(letter),
      attachments: (letter.attachments ?? []).map(({ name, type, content }) => ({
        filename: oneLine(name),
        contentType: type,
        content: Buffer.from(content),
      })),
      headers: {
        "Auto-Submitted": "auto-generated", // RFC 3834: no out-of-office answers
        "Content-Language": letter.language?.tag ?? "en",
      },
      disableUrlAccess: true,
      disableFileAccess: true,
    });
  }

  async close(): Promise<void> {
    (await this.#connection?.transport)?.close();
  }

  /** Anew for another server. */
  #connect() {
    const { current } = this.#servers;
    if (this.#connection?.to === current) return this.#connection;
    void this.#connection?.transport.then((old) => old.close());
    this.#connection = { to: current, transport: transportOf(current) };
    return this.#connection;
  }
}

async function transportOf(server: MailServer): Promise<Transporter<SentMessageInfo>> {
  const { host, security, user, password, authority } = server;
  const { createTransport } = await import("nodemailer"); // takes a twentieth of a second, which no start waits for
  return createTransport({
    host,
    port: portOf(server),
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(user !== "" && { auth: { user, pass: password } }),
    tls: { minVersion: "TLSv1.2", ...(authority !== null && { ca: authority }) },
    getSocket: (_, callback) => reach(host, portOf(server), callback),
    greetingTimeout: patience,
    socketTimeout: 60_000,
  });
}

/** Milliseconds for a server that does not answer. */
const patience = 15_000;

/**
 * By the system's own look-up, which knows `localhost` and the hosts file though no name server is there: nodemailer
 * would ask that first, and give up with it.
 */
function reach(
  host: string,
  port: number,
  callback: (error: Error | null, found: { connection: Socket } | false) => void,
): void {
  const connection = connect({ host, port });
  const failed = (error: Error) => callback(error, false);
  connection.once("error", failed);
  connection.setTimeout(patience, () => connection.destroy(new Error(`${host}:${port} does not answer.`)));
  connection.once("connect", () => {
    connection.setTimeout(0);
    connection.off("error", failed);
    callback(null, { connection });
  });
}
