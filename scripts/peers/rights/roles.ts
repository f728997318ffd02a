/** Who asks, and which of the routes that are tried may be theirs. */

/** The guest is in the same space as the member, and so was, until they were taken out, who is a former one. */
export const roles = [
  "visitor",
  "guest",
  "outsider",
  "former",
  "member",
  "support",
  "administrator",
] as const;
export type Role = (typeof roles)[number];

/**
 * Method and path, and the roles that get through; everybody else is refused with 401, 403 or 404. `{space}` and the
 * like, in the path or the body, stand for what the test has made, `{nobody}` for what no table has.
 */
export type RouteRights = readonly [method: string, path: string, allowed: readonly Role[], body?: unknown];

/** What support looks at in administration; it changes nothing there. */
const supportReads = [
  "/app/admin/overview",
  "/app/admin/health",
  "/app/admin/protection",
  "/app/admin/jobs",
  "/app/admin/mail",
  "/app/admin/calls",
  "/app/admin/calls/records",
  "/app/admin/calls/records/{nobody}",
  "/app/admin/calls/records/{nobody}/pcap",
  "/app/admin/calls/quality",
  "/app/admin/calls/captures",
  "/app/admin/registrations",
  "/app/admin/care",
  "/app/admin/care/report",
];

/** A guest of the space may do there what its members may, and nothing of the organisation. */
const forGuests = (method: string, path: string): boolean =>
  !/^(\w+ \/app\/(calling|care|contacts|phonebook|phones|teams\/|admin)|POST \/app\/meetings$)/.test(
    `${method} ${path}`,
  );

/** Who was a member, and support outside of administration, are outsiders. */
export function mayPass(role: Role, [method, path, allowed]: RouteRights): boolean {
  if (role === "guest") return allowed.includes("member") && forGuests(method, path);
  if (role === "support" && path.startsWith("/app/admin/"))
    return method === "GET" && supportReads.includes(path.split("?")[0] ?? "");
  return allowed.includes(role === "former" || role === "support" ? "outsider" : role);
}
