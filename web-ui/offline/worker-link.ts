/** The page's side of the service worker: registers it, and tells when a newer version of the app is ready. */
import { Signal } from "../store/signal.ts";

const lookEvery = 30 * 60 * 1000;

/** True when a newer version waits to be used. */
export const updateReady = new Signal(false);

let waiting: ServiceWorker | undefined;
let linked = false;

function watch(registration: ServiceWorkerRegistration): void {
  const ready = (worker: ServiceWorker) => {
    waiting = worker;
    updateReady.set(true);
  };
  // Without a controller this is the first version that this browser sees: nothing to replace.
  if (registration.waiting && navigator.serviceWorker.controller) ready(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) ready(worker);
    });
  });
}

/** Once a page. Without a service worker the app works, but only with a connection. */
export async function linkWorker(): Promise<void> {
  if (linked || !("serviceWorker" in navigator)) return;
  linked = true;
  try {
    const registration = await navigator.serviceWorker.register("/service-worker.js");
    watch(registration);
    const look = () => void registration.update().catch(() => {}); // without a connection: the next time
    setInterval(look, lookEvery);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  } catch {
    // A browser that does not trust the box's certificate gives it no service worker.
  }
}

/** The registration once its worker is ready; undefined where there is none in so many milliseconds. */
export const workerWithin = (most: number): Promise<ServiceWorkerRegistration | undefined> =>
  Promise.race([
    navigator.serviceWorker?.ready,
    new Promise<undefined>((resolve) => setTimeout(resolve, most)),
  ]);

/** Takes the newer version; the page loads anew. */
export function takeUpdate(): void {
  if (waiting) activate(waiting);
}

/** Puts a worker of a newer version in its place, once it is installed; the page loads anew. */
export function activate(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.addEventListener(
    "statechange",
    () => worker.state === "installed" && worker.postMessage("activate"),
  );
  worker.postMessage("activate");
}
