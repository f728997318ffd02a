/** The machine's own addresses. */
import { networkInterfaces } from "node:os";

let cached: string | undefined;

/** The first IPv4 address of an interface that leads outside; loopback when there is none. */
export function ownAddress(): string {
  cached ??= Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  return cached ?? "127.0.0.1";
}
