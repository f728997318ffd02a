/** E-mails against a real SMTP server on loopback: TLS both ways, refusals, retries, restarts, rubbish. */
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesWith } from "../../scripts/peers/browser.ts";
import { type MailServer, openMailServer } from "../../scripts/peers/mail-server.ts";
import { createKeys } from "../keys/index.ts";
import {
  type Config,
  Database,
  EventLog,
  HearthError,
  loadConfig,
  loadTls,
  Mail,
  MailServerBook,
  silentLogger,
  VirtualClock,
} from "./index.ts";
import { mails, settings as settingRows } from "./schema.ts";

const letter = {
  subject: "A canary for Jonas",
  paragraphs: ['Maria Keller invites you: 5 < 6 & "ä".'],
  action: { label: "Open it", url: "https://localhost:8443/invitation/canary-token" },
};
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const run of cleanUps.splice(0).reverse()) await run();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "hearth-mail-"));
  cleanUps.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function server(options: Parameters<typeof openMailServer>[0] = {}): Promise<MailServer> {
  const made = await openMailServer(options);
  cleanUps.push(() => made.close());
  return made;
}

const settings = (port: number, more: Record<string, string> = {}): Config["mail"] => {
  const given = {
    HOST: "localhost",
    PORT: `${port}`,
    FROM: "hearth@northwind.example",
    SECURITY: "none",
    ...more,
  };
  const environment = Object.entries(given).map(([name, value]) => [`HEARTH_MAIL__${name}`, value]);
  return loadConfig({ file: "", environment: Object.fromEntries(environment) }).mail;
};

async function house(config: Config["mail"], at = folder(), clock = new VirtualClock(Date.now())) {
  const db = new Database(join(at, "hearth.db"), join(import.meta.dir, "migrations"));
  const keys = await createKeys({ folder: at, passphrase: "", clock });
  const sealing = keys.service;
  const events = new EventLog(db, clock);
  const servers = new MailServerBook({ db, events, log: silentLogger, sealing, config });
  const mail = new Mail({ db, clock, log: silentLogger, servers, sealing });
  const close = async () => {
    await mail.close();
    db.close();
    keys.close();
  };
  const enqueue = (to = "jonas@elsewhere.example") => db.write(() => mail.enqueue(to, "invitation", letter));
  return { mail, servers, db, clock, close, enqueue };
}

describe("e-mail", () => {
  test("[GN-06] a letter goes out as text and as HTML, and nothing of it stays", async () => {
    const smtp = await server();
    const at = folder();
    const { mail, enqueue, close } = await house(settings(smtp.port), at);
    await enqueue();
    const received = await smtp.received(1);
    await mail.settled();
    expect(received).toMatchObject({
      from: "hearth@northwind.example",
      to: ["jonas@elsewhere.example"],
      subject: "A canary for Jonas",
      encrypted: false,
    });
    expect(received.text).toContain('Maria Keller invites you: 5 < 6 & "ä".\n');
    expect(received.text).toContain("https://localhost:8443/invitation/canary-token");
    expect(received.html).toContain("5 &lt; 6 &amp; &quot;");
    expect(received.source).toContain("Auto-Submitted: auto-generated");
    expect(mail.state).toMatchObject({ waiting: 0, givenUp: [], trouble: "" });
    await close();
    expect(filesWith(at, ["canary"])).toEqual([]);
  });

  for (const [security, secure] of [
    ["starttls", false],
    ["tls", true],
  ] as const)
    test(`[GN-06] over ${security}, with a password, and only where the certificate is good`, async () => {
      const at = folder();
      const tls = await loadTls(join(at, "tls"), "localhost", Date.now());
      const smtp = await server({ tls, secure, credentials: { user: "hearth", password: "right" } });
      writeFileSync(join(at, "authority.pem"), tls.authority);
      const more = { SECURITY: security, USER: "hearth", PASSWORD: "right" };
      const trusted = { ...more, AUTHORITY: join(at, "authority.pem") };
      const { mail, close } = await house(settings(smtp.port, trusted));
      await mail.sendNow("jonas@elsewhere.example", letter);
      expect(smtp.mails[0]?.encrypted).toBe(true);
      await close();
      const stranger = await house(settings(smtp.port, more));
      await expect(stranger.mail.sendNow("jonas@elsewhere.example", letter)).rejects.toThrow(HearthError);
      await stranger.close();
      const wrong = await house(settings(smtp.port, { ...trusted, PASSWORD: "wrong" }));
      await expect(wrong.mail.sendNow("jonas@elsewhere.example", letter)).rejects.toMatchObject({
        code: "mail-refused",
        details: { reason: expect.stringContaining("535") },
      });
      await wrong.close();
      expect(smtp.mails).toHaveLength(1);
    });

  test("[GN-06] starttls never falls back to the clear", async () => {
    const smtp = await server();
    const { mail, close } = await house(settings(smtp.port, { SECURITY: "starttls" }));
    await expect(mail.sendNow("jonas@elsewhere.example", letter)).rejects.toThrow(HearthError);
    await close();
    expect(smtp.mails).toEqual([]);
  });

  test("[GN-06] what the server cannot take now waits, survives a restart, and is sent later", async () => {
    const at = folder();
    const smtp = await server();
    smtp.refuse = { code: 451, message: "try again later" };
    const first = await house(settings(smtp.port), at);
    await first.enqueue();
    await first.mail.settled();
    expect(first.mail.state).toMatchObject({ waiting: 1, givenUp: [] });
    first.clock.advance(1);
    expect(first.mail.state.trouble).toContain("try again later");
    await first.close();
    expect(filesWith(at, ["canary"])).toEqual([]); // sealed while it waits
    smtp.refuse = undefined;
    const second = await house(settings(smtp.port), at, new VirtualClock(first.clock.now() + 1000));
    await second.mail.settled();
    expect(smtp.mails).toHaveLength(0); // not yet its time
    second.clock.advance(60_000);
    expect((await smtp.received(1)).subject).toBe(letter.subject);
    await second.mail.settled();
    expect(second.mail.state.waiting).toBe(0);
    await second.close();
  });

  test("[GN-06] what the server refuses for good is given up, shown, and forgotten after two weeks", async () => {
    const smtp = await server();
    smtp.refuse = { code: 550, message: "no such mailbox" };
    const { mail, enqueue, clock, close } = await house(settings(smtp.port));
    await enqueue();
    await mail.settled();
    const [given] = mail.state.givenUp;
    expect(given).toMatchObject({ recipient: "jonas@elsewhere.example", purpose: "invitation" });
    expect(given?.error).toContain("no such mailbox");
    clock.advance(15 * 24 * 3600 * 1000);
    mail.nudge();
    await mail.settled();
    expect(mail.state.givenUp).toEqual([]);
    await close();
  });

  test("[GN-06] a server that is never there is given up after two days", async () => {
    const { port, close: gone } = await openMailServer();
    await gone();
    const { mail, enqueue, clock, close } = await house(settings(port));
    await enqueue();
    await mail.settled();
    let attempts = 0;
    while (mail.state.waiting > 0 && attempts++ < 40) {
      clock.advance(4 * 3600 * 1000);
      await mail.settled();
    }
    expect(attempts).toBeLessThan(20);
    expect(mail.state.givenUp).toHaveLength(1);
    await close();
  });

  test("[GN-06] line breaks in names and addresses add no header and no recipient", async () => {
    const smtp = await server();
    const { mail, close } = await house(settings(smtp.port));
    const evil = "Maria\r\nBcc: evil@elsewhere.example\u2028X-Evil: yes";
    await mail.sendNow("jonas@elsewhere.example", { subject: evil, paragraphs: [evil] });
    const [received] = smtp.mails;
    expect(received?.to).toEqual(["jonas@elsewhere.example"]);
    expect(received?.headers).not.toMatch(/^(Bcc|X-Evil):/m);
    expect(received?.subject).toBe("Maria Bcc: evil@elsewhere.example X-Evil: yes");
    for (const address of [
      "a@b.example\r\nRCPT TO:<evil@elsewhere.example>",
      "a@b.example, evil@elsewhere.example",
      "<a@b.example>",
      "",
    ])
      await expect(mail.sendNow(address, letter)).rejects.toThrow(HearthError);
    expect(smtp.mails).toHaveLength(1);
    await close();
  });

  const chosen = (port: number) => ({
    host: "localhost",
    port,
    security: "none" as const,
    user: "",
    password: "",
    from: "hearth@northwind.example",
    authority: null,
  });

  test("[GN-06] a server that is named while a letter waits for the old one is tried at once", async () => {
    const silent = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { open: () => asked.resolve(), data() {} },
    });
    const asked = Promise.withResolvers<void>();
    const smtp = await server();
    const { mail, servers, enqueue, close } = await house(settings(silent.port));
    await enqueue();
    await asked.promise;
    await servers.choose(chosen(smtp.port), "admin");
    mail.nudge(true);
    silent.stop(true); // the old one is lost in the middle of it
    expect((await smtp.received(1)).subject).toBe(letter.subject);
    await mail.settled();
    expect(mail.state.waiting).toBe(0);
    await close();
  });

  test("[GN-06] what is left of a round waits when there is no server any more, and nothing is counted as failed", async () => {
    const smtp = await server();
    const { mail, servers, db, enqueue, close } = await house(loadConfig({ file: "", environment: {} }).mail);
    await servers.choose(chosen(smtp.port), "admin");
    smtp.refuse = { code: 451, message: "later" };
    for (const recipient of ["jonas@elsewhere.example", "aiko@elsewhere.example"]) {
      await enqueue(recipient);
      await mail.settled();
    }
    mail.nudge(true);
    await servers.choose(undefined, "admin");
    await mail.settled();
    const attempts = db.orm
      .select()
      .from(mails)
      .all()
      .map((row) => row.attempts);
    expect(attempts.toSorted()).toEqual([1, 2]); // the first was on its way already
    await close();
  });

  test("[GN-06] [SE-06] a password is for the one server: another port or authority does not get it", async () => {
    const at = folder();
    const tls = await loadTls(join(at, "tls"), "localhost", Date.now());
    const { servers, close } = await house(settings(2525), at);
    const named = { ...chosen(2525), security: "tls" as const, user: "hearth", password: "canary" };
    await servers.choose(named, "admin");
    const kept = { ...named, password: null };
    expect(servers.problemsOf(kept)).toEqual([]);
    for (const other of [
      { port: 2526 },
      { host: "127.0.0.1" },
      { user: "jonas" },
      { authority: tls.authority },
    ])
      expect(servers.problemsOf({ ...kept, ...other })).toMatchObject([
        { field: "password", code: "mail-password-again" },
      ]);
    await close();
  });

  test("[GN-06] a long password in any script is there after a start; one that cannot be opened stops no start", async () => {
    const at = folder();
    const first = await house(settings(2525), at);
    const password = "パ".repeat(500);
    await first.servers.choose({ ...chosen(2525), security: "tls", user: "hearth", password }, "admin");
    await first.close();
    const second = await house(settings(2525), at);
    expect(second.servers.current.password).toBe(password);
    const value = { ...chosen(2525), security: "tls", user: "hearth", password: "bm90IHNlYWxlZA==" };
    await second.db.write((orm) => void orm.update(settingRows).set({ value }).run());
    await second.close();
    const third = await house(settings(2525), at);
    expect(third.servers.view).toMatchObject({ chosen: true, user: "hearth", hasPassword: false });
    await third.close();
  });

  test("[GN-06] without a server there is a reason, and nothing waits", async () => {
    const { mail, enqueue, close } = await house(loadConfig({ file: "", environment: {} }).mail);
    await expect(enqueue()).rejects.toMatchObject({ code: "mail-off" });
    expect(mail.state).toMatchObject({ server: undefined, waiting: 0 });
    await close();
  });
});
