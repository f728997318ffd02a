/**
 * Whether libcrypto through FFI is sound inside Workers: ten Workers, two at a time, are started and ended, each
 * sealing and opening packets of both suites with keys that come and go.
 *
 *   bun scripts/bench/media-soak.ts [packets for each Worker]
 */
const packets = Number(process.argv[2] ?? 400_000);

async function life(): Promise<void> {
  const worker = new Worker(new URL("./media-soak-worker.ts", import.meta.url).href);
  const done = Promise.withResolvers<void>();
  worker.onmessage = () => done.resolve();
  worker.onerror = ({ message }) => done.reject(new Error(message));
  worker.postMessage(packets);
  await done.promise;
  worker.terminate();
}

const started = performance.now();
for (let turn = 0; turn < 5; turn++) await Promise.all([life(), life()]);
const seconds = (performance.now() - started) / 1000;
process.stdout.write(
  `${10 * packets} packets sealed and opened in 10 Workers, ${seconds.toFixed(1)} s, none wrong\n`,
);
process.exit(0);
