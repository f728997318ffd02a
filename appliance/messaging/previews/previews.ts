/** Looks at pages that a message links to, for its author's client. Nothing is kept, and no address is logged. */
import {
  type Clock,
  type Logger,
  namesAt,
  type OutsideRequest,
  type OutsideRules,
  RateLimiter,
  type Resolve,
  requestOutside,
  silentLogger,
} from "../../platform/index.ts";
import { messagingErrors } from "../errors.ts";
import type { MessagingPolicyBook } from "../policy.ts";
import { pictureType, summaryOf } from "./page.ts";
import { pictureSize } from "./picture-size.ts";

export interface LinkPreview {
  title: string;
  description: string;
  site: string;
  /** As the page has it, up to 3 MB and 16 megapixels: the author's browser makes a small one of it. */
  picture: { type: string; data: string } | null;
}

/** What previews have of their own, so that a firewall tells them from the rest of the box. */
export interface PreviewNetwork {
  /** Address of this machine that they leave by; empty: any. */
  source: string;
  /** Where they look names up; none: where the system does. */
  nameServers: readonly string[];
  /** See OutsideRules. */
  isOurs?: (host: string) => boolean;
}

const pageBytes = 512 * 1024;
const pictureBytes = 3 * 1024 * 1024;
/** Pixels that the author's browser is made to decode. */
const largestPicture = 16_000_000;
const mostRedirects = 3;
/** Of one person: so many at once, and then one every three seconds. */
const rate = { burst: 20, perSecond: 1 / 3 };
const isPage = /^(text\/html|application\/xhtml\+xml)\b/i;

export class LinkPreviews {
  readonly #policy: MessagingPolicyBook;
  readonly #limiter: RateLimiter;
  readonly #timeout: number;
  readonly #resolve: Resolve | undefined;
  readonly #source: string | undefined;
  readonly #isOurs: (host: string) => boolean;
  readonly #log: Logger;

  constructor(parts: {
    policy: MessagingPolicyBook;
    clock: Clock;
    /** Milliseconds for page and picture together. */
    timeout?: number;
    /** How names are looked up, where it is not the system's way. */
    resolve?: Resolve;
    network?: PreviewNetwork | undefined;
    log?: Logger;
  }) {
    const { source = "", nameServers = [], isOurs = () => false } = parts.network ?? {};
    this.#source = source || undefined;
    this.#isOurs = isOurs;
    this.#log = parts.log ?? silentLogger;

    this.#policy = parts.policy;
    this.#limiter = new RateLimiter({ clock: parts.clock, ...rate });
    this.#timeout = parts.timeout ?? 8000;
    this.#resolve =
      parts.resolve ?? (nameServers.length > 0 ? namesAt(nameServers, this.#source) : undefined);
  }

  /**
   * What the page says of itself; undefined where it says nothing, does not answer, or may not be called: nobody
   * learns which, so that nobody can look around in the network. Throws where previews are off or asked for too fast.
   */
  async of(personId: string, url: string): Promise<LinkPreview | undefined> {
    const { enabled } = this.#policy.policy.linkPreviews;
    if (!enabled) throw messagingErrors("previews-off");
    const verdict = this.#limiter.take(personId);
    if (!verdict.ok) throw messagingErrors("previews-too-fast", { retryAfter: verdict.retryAfter });
    const signal = AbortSignal.timeout(this.#timeout);
    try {
      const page = await this.#get(url, signal, {
        maxBytes: pageBytes,
        cut: true,
        accept: "text/html",
        unwanted: ({ status, headers }) =>
          status === 200 && isPage.test(headers["content-type"] ?? "") ? undefined : "It is no page.",
      });
      const summary = summaryOf(page.body, page.headers["content-type"] ?? "", page.url);
      if (!summary) return undefined;
      const { picture, ...words } = summary;
      return { ...words, picture: picture ? await this.#picture(picture, signal) : null };
    } catch (error) {
      if (this.#source && (error as NodeJS.ErrnoException).code === "EADDRNOTAVAIL")
        this.#log.error("previews cannot leave by their address: this machine does not have it", {
          source: this.#source,
        });
      return undefined; // the link stands in the message all the same
    }
  }

  async #picture(url: string, signal: AbortSignal): Promise<LinkPreview["picture"]> {
    try {
      const { body } = await this.#get(url, signal, {
        maxBytes: pictureBytes,
        accept: "image/webp,image/png,image/jpeg,image/gif",
        unwanted: ({ status, headers }) =>
          status === 200 && headers["content-type"]?.startsWith("image/") ? undefined : "It is no picture.",
      });
      const type = pictureType(body);
      const size = type && pictureSize(body, type);
      if (!size || size.width * size.height > largestPicture) return null;
      return { type, data: body.toString("base64") };
    } catch {
      return null; // the words are worth showing without it
    }
  }

  #get(
    url: string,
    signal: AbortSignal,
    { accept, ...more }: { accept: string } & Pick<OutsideRequest, "maxBytes" | "cut" | "unwanted">,
  ) {
    const rules: OutsideRules = {
      protocols: ["http:", "https:"],
      ports: [80, 443],
      allowed: this.#policy.policy.linkPreviews.hosts,
      isOurs: this.#isOurs,
    };
    const resolve = this.#resolve;
    const headers = { Accept: accept, "User-Agent": "Hearth-LinkPreview" };
    return requestOutside(url, {
      ...more,
      headers,
      rules,
      signal,
      redirects: mostRedirects,
      source: this.#source,
      ...(resolve && { resolve }),
    });
  }
}
