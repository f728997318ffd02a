/**
 * The app's service worker: opens the app from its cache, one version at a time, and answers to notifications.
 * It never keeps what the appliance says; that is for the encrypted vault of the page.
 */
import { openFrom } from "./open-from.ts";
import { showPushed } from "./pushed.ts";

/** The parts of ServiceWorkerGlobalScope that are used here; the page's types and a worker's exclude each other. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Clicked extends Waiting {
  notification: Notification;
}
interface Pushed extends Waiting {
  data: { text(): string } | null;
}
interface Worker {
  registration: ServiceWorkerRegistration;
  addEventListener(name: "push", listener: (event: Pushed) => void): void;
  addEventListener(name: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(name: "fetch", listener: (event: Fetching) => void): void;
  addEventListener(name: "notificationclick", listener: (event: Clicked) => void): void;
  addEventListener(name: "message", listener: (event: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: Parameters<typeof openFrom>[0] & { claim(): Promise<void> };
}

/** Put in by the build: what the app needs to open, and the name of this build. */
declare const VERSION: string;
declare const FILES: readonly string[];

const worker = self as unknown as Worker;
const cacheName = `hearth-${VERSION}`;
const page = "/";
/** What is not the app's to show. */
const elsewhere = /^\/(app|sip|phones|metrics|hearth-authority)\b/;

worker.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(cacheName);
    await cache.addAll([page, ...FILES].map((path) => new Request(path, { cache: "no-cache" })));
  };
  event.waitUntil(fill());
});

worker.addEventListener("activate", (event) => {
  const takeOver = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("hearth-") && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(takeOver());
});

worker.addEventListener("message", ({ data }) => {
  if (data === "activate") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || elsewhere.test(pathname)) return;
  if (mode === "navigate") event.respondWith(cachedPage().then((found) => found ?? fetch(event.request)));
  else if (pathname.startsWith("/assets/") || FILES.includes(pathname))
    event.respondWith(cachedAsset(event.request));
});

/** The page under a nonce of its own each time: what was seen once is worth nothing the next time. */
async function cachedPage(): Promise<Response | undefined> {
  const cached = await (await caches.open(cacheName)).match(page);
  const policy = cached?.headers.get("Content-Security-Policy");
  const old = policy && /'nonce-([\w-]+)'/.exec(policy)?.[1];
  if (!cached || !policy || !old) return undefined;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const nonce = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const headers = new Headers(cached.headers);
  headers.set("Content-Security-Policy", policy.replaceAll(old, nonce));
  return new Response((await cached.text()).replaceAll(old, nonce), { headers });
}

/** Names with a hash never change; what was used once is there without a connection. */
async function cachedAsset(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const cached = await cache.match(request, { ignoreVary: true });
  if (cached) return cached;
  const answer = await fetch(request);
  if (answer.ok && /-[a-z0-9]{8}\.\w+$/.test(request.url)) await cache.put(request, answer.clone());
  return answer;
}

worker.addEventListener("push", (event) => {
  event.waitUntil(showPushed(worker.registration, event.data?.text() ?? ""));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path } = (event.notification.data ?? {}) as { path?: unknown };
  event.waitUntil(openFrom(worker.clients, typeof path === "string" ? path : "/"));
});
