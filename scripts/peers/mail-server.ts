/** A real SMTP server on loopback for tests: it keeps what it gets, and can be told to refuse. */
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  from: string;
  to: string[];
  /** As it came, headers and all. */
  source: string;
  /** Unfolded, one on a line. */
  headers: string;
  /** The first text part, decoded; the first HTML part. */
  text: string;
  html: string;
  subject: string;
  encrypted: boolean;
}

export interface MailServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Answer to the next deliveries; undefined takes them. */
  refuse: { code: number; message: string } | undefined;
  /** Resolves with the mail number `count`, counted from one, as soon as there is one. */
  received(count: number): Promise<ReceivedMail>;
  close(): Promise<void>;
}

interface MailServerOptions {
  port?: number;
  /** PEM; with it the server offers STARTTLS, or speaks TLS from the start when `secure`. */
  tls?: { cert: string; key: string };
  secure?: boolean;
  credentials?: { user: string; password: string };
}

export async function openMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { tls, secure = false, credentials } = options;
  const mails: ReceivedMail[] = [];
  const waiting: { count: number; resolve: (mail: ReceivedMail) => void }[] = [];
  const server = new SMTPServer({
    secure,
    ...(tls ?? { hideSTARTTLS: true }),
    authOptional: credentials === undefined,
    onAuth({ username, password }, _session, done) {
      const right = username === credentials?.user && password === credentials?.password;
      done(right ? null : new Error("wrong credentials"), right ? { user: username } : undefined);
    },
    onRcptTo(_address, _session, done) {
      const { refuse } = opened;
      done(refuse && Object.assign(new Error(refuse.message), { responseCode: refuse.code }));
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = readMail(Buffer.concat(parts).toString(), session.secure);
        mails.push({
          ...mail,
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
        });
        for (const { count, resolve } of waiting)
          if (mails.length === count) resolve(mails[count - 1] as ReceivedMail);
        done();
      });
    },
  });
  server.on("error", () => {}); // a client that hangs up on a certificate it does not trust is what a test is about
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const opened: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    mails,
    refuse: undefined,
    async received(count) {
      const mail = mails[count - 1];
      if (mail) return mail;
      const { promise, resolve } = Promise.withResolvers<ReceivedMail>();
      waiting.push({ count, resolve });
      return promise;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return opened;
}

function readMail(source: string, encrypted: boolean): Omit<ReceivedMail, "from" | "to"> {
  const headers = source.slice(0, source.indexOf("\r\n\r\n")).replaceAll(/\r\n[ \t]+/g, " ");
  const subject = /^Subject: (.*)$/m.exec(headers)?.[1] ?? "";
  const [text, html] = [partOf(source, "plain"), partOf(source, "html")];
  return { source, headers, subject, encrypted, text, html };
}

/** The first part of this kind, decoded. */
function partOf(source: string, kind: "plain" | "html"): string {
  const part = new RegExp(`Content-Type: text/${kind}([\\s\\S]*?)\r\n\r\n([\\s\\S]*?)(?:\r\n--|$)`).exec(
    source,
  );
  const [, head = "", body = ""] = part ?? [];
  const text = /base64/i.test(head)
    ? Buffer.from(body, "base64").toString()
    : /quoted-printable/i.test(head)
      ? unquoted(body)
      : body;
  return text.replaceAll("\r\n", "\n");
}

/** Quoted-printable (RFC 2045 §6.7). */
function unquoted(text: string): string {
  const bytes = text
    .replaceAll(/=\r\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

/** The settings of an appliance that sends its e-mails to this server. */
export const mailSettings = ({ port }: MailServer): Record<string, string> => ({
  MAIL__HOST: "localhost",
  MAIL__PORT: String(port),
  MAIL__SECURITY: "none",
  MAIL__FROM: "hearth@northwind.example",
});

/** The address in a mail that leads into the app. */
export function linkIn({ text }: ReceivedMail): string {
  const link = /https:\/\/\S+/.exec(text)?.[0];
  if (!link) throw new Error(`there is no link in: ${text}`);
  return link;
}
