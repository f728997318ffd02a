/** The app's client without a browser: the same typed interface, the same keys, as many people as wanted. */

import { hc } from "hono/client";
import type { BoardKind } from "../../appliance/boards/index.ts";
import type { StreamFrame } from "../../appliance/platform/index.ts";
import type { AppRoutes } from "../../appliance/routes.ts";
import { call } from "../../web-ui/api/client.ts";
import { encryptContent } from "../../web-ui/crypto/content.ts";
import { Keyring } from "../../web-ui/crypto/keyring.ts";
import { formsOfNames, tokensOf } from "../../web-ui/search/tokens.ts";
import { formsOfFiles, searchableText } from "../../web-ui/store/message-view.ts";
import type { NewPerson } from "./steps.ts";

export class AppClient {
  readonly #url: string;
  #cookie = "";
  readonly api;
  readonly keyring: Keyring;

  /** @param cookie of a session that exists already, as `name=value` */
  constructor(url: string, cookie = "") {
    this.#url = url;
    this.#cookie = cookie;
    this.api = hc<AppRoutes>(`${url}/app`, { fetch: this.fetch });
    this.keyring = new Keyring({
      create: (publicKey) => call(this.api.keys.new.$post({ json: { publicKey } })),
      personal: (publicKey) => call(this.api.keys.personal.$post({ json: { publicKey } })),
      index: (publicKey, resources) => call(this.api.keys.blinding.$post({ json: { publicKey, resources } })),
      deliver: (publicKey, keys) => call(this.api.keys.$post({ json: { publicKey, keys } })),
    });
  }

  /** With the person's cookie, and without asking who signed the appliance's certificate. */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (this.#cookie) headers.set("Cookie", this.#cookie);
    const answer = await fetch(input, { ...init, headers, tls: { rejectUnauthorized: false } });
    for (const cookie of answer.headers.getSetCookie()) this.#cookie = cookie.split(";", 1)[0] ?? "";
    return answer;
  };

  async setUp(code: string, organisation: string, admin: NewPerson): Promise<string> {
    const { person } = await call(this.api.setup.$post({ json: { code, organisation, ...admin } }));
    return person.id;
  }

  async signIn({ email, password }: NewPerson): Promise<string> {
    return (await call(this.api["sign-in"].$post({ json: { email, password } }))).person.id;
  }

  /** As an administrator: somebody new, already signed in at a client of their own. */
  async admit(person: NewPerson): Promise<{ id: string; client: AppClient }> {
    const { name, email, password } = person;
    const made = await call(this.api.admin.people.$post({ json: { name, email } }));
    const token = made.invitation.slice(made.invitation.lastIndexOf("/") + 1);
    const client = new AppClient(this.#url);
    await call(client.api.invitations[":token"].$post({ param: { token }, json: { name, password } }));
    return { id: made.person.id, client };
  }

  /** Comes in by the link of an invitation; returns the person's id. */
  async accept(link: string, { name, password }: Omit<NewPerson, "email">): Promise<string> {
    const token = link.slice(link.lastIndexOf("/") + 1);
    return (await call(this.api.invitations[":token"].$post({ param: { token }, json: { name, password } })))
      .person.id;
  }

  async createSpace(name: string, members: string[]): Promise<string> {
    const id = crypto.randomUUID();
    const key = await this.keyring.create();
    const title = await encryptContent(this.keyring, key, { sp: id }, name);
    await call(this.api.spaces.$post({ json: { id, key, title, members } }));
    return id;
  }

  async createTeam(name: string, members: string[]): Promise<string> {
    const id = crypto.randomUUID();
    const key = await this.keyring.create();
    const sealed = await encryptContent(this.keyring, key, { sp: id }, name);
    await call(this.api.teams.$post({ json: { id, key, name: sealed, members } }));
    return id;
  }

  async createBoard(space: string, title: string, kind: BoardKind = "drawing"): Promise<string> {
    const id = crypto.randomUUID();
    const sealed = await encryptContent(this.keyring, await this.keyOf(space), { sp: space, mid: id }, title);
    const json = { id, kind, title: sealed, tokens: await this.#tokens(space, title, formsOfNames([title])) };
    await call(this.api.spaces[":id"].boards.$post({ param: { id: space }, json }));
    return id;
  }

  async renameBoard(space: string, id: string, title: string): Promise<void> {
    const sealed = await encryptContent(this.keyring, await this.keyOf(space), { sp: space, mid: id }, title);
    const json = { title: sealed, tokens: await this.#tokens(space, title, formsOfNames([title])) };
    await call(this.api.boards[":id"].$patch({ param: { id }, json }));
  }

  /** Puts a space of one's own into a team of one's own. */
  async placeInTeam(space: string, team: string, title: string): Promise<void> {
    const { teams } = await call(this.api.teams.$get());
    const key = teams.find(({ id }) => id === team)?.key ?? "";
    const sealed = await encryptContent(this.keyring, key, { sp: space }, title);
    const json = { place: { team, title: sealed, key } };
    await call(this.api.spaces[":id"].team.$put({ param: { id: space }, json }));
  }

  async directSpace(person: string): Promise<string> {
    return (await call(this.api.spaces.direct.$post({ json: { person } }))).space.id;
  }

  async keyOf(space: string): Promise<string> {
    return (await call(this.api.spaces[":id"].$get({ param: { id: space } }))).space.key;
  }

  /** Resolves when the appliance has acknowledged; the same `id` again stores it once. */
  async send(
    space: string,
    key: string,
    text: string,
    id: string = crypto.randomUUID(),
    more: { mentions?: string[]; parent?: string } = {},
  ): Promise<string> {
    const json = { id, key, mentions: [], files: [], ...more, ...(await this.#sealed(space, key, id, text)) };
    await call(this.api.spaces[":id"].messages.$post({ param: { id: space }, json }));
    return id;
  }

  /** A message with one file, whose ciphertext is four bytes that nobody can read. */
  async share(space: string, key: string, { name, type }: { name: string; type: string }): Promise<void> {
    const id = crypto.randomUUID();
    const begun = await call(this.api.spaces[":id"].files.$post({ param: { id: space }, json: { size: 4 } }));
    await this.fetch(`${this.#url}/app/files/${begun.id}?offset=0`, { method: "PUT", body: "file" });
    const files = [{ id: begun.id, name, type, size: 4, key: "", nonce: "" }];
    const content = { text: "", files };
    const body = await encryptContent(this.keyring, key, { sp: space, mid: id }, content);
    const tokens = await this.#tokens(space, searchableText(content), formsOfFiles(content));
    const json = { id, key, mentions: [], body, tokens, files: [begun.id] };
    await call(this.api.spaces[":id"].messages.$post({ param: { id: space }, json }));
  }

  async edit(space: string, key: string, id: string, text: string): Promise<void> {
    const json = { key, mentions: [], ...(await this.#sealed(space, key, id, text)) };
    await call(this.api.messages[":id"].$patch({ param: { id }, json }));
  }

  async #sealed(space: string, key: string, mid: string, text: string) {
    const body = await encryptContent(this.keyring, key, { sp: space, mid }, { text });
    return { body, tokens: await this.#tokens(space, text) };
  }

  async #tokens(space: string, text: string, more: readonly string[] = []): Promise<string[]> {
    const indexKey = (await this.keyring.indexKeys([space])).get(space);
    return indexKey ? tokensOf(indexKey, text, more) : [];
  }

  /** A WebSocket of this person; `protocols` as in `sip`. */
  connect(path: string, protocols: string[] = []): WebSocket {
    const options = { headers: { Cookie: this.#cookie }, tls: { rejectUnauthorized: false }, protocols };
    const url = `${this.#url.replace("https", "wss")}${path}`;
    return new WebSocket(url, options as unknown as string[]); // Bun's, beyond the browser's signature
  }

  /** Follows the stream; `onFrame` gets every frame. Resolves when the stream is live. */
  async follow(since: number, onFrame: (frame: StreamFrame) => void): Promise<WebSocket> {
    const socket = this.connect(`/app/stream?since=${since}`);
    const live = Promise.withResolvers<void>();
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as StreamFrame;
      onFrame(frame);
      if (frame.type === "live") live.resolve();
    };
    socket.onclose = ({ code }) => live.reject(new Error(`the stream closed with ${code}`));
    await live.promise;
    return socket;
  }
}
