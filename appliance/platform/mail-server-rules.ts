/** What fits together in the settings of a mail server, whoever writes them. */
import { type FieldProblem, type FieldProblemCode, fieldProblem } from "./field-problems.ts";

const loopback = new Set(["localhost", "127.0.0.1", "::1"]);

export function mailServerProblems(server: {
  host: string;
  from: string;
  user: string;
  password: string;
  security: "none" | "starttls" | "tls";
}): FieldProblem[] {
  const { host, from, user, password, security } = server;
  const problems = new Map<string, FieldProblemCode>();
  if (host !== "" && from === "") problems.set("from", "mail-from");
  if (host === "" && from !== "") problems.set("host", "mail-host");
  if ((user === "") !== (password === "")) problems.set("password", "mail-password");
  if (user !== "" && security === "none" && !loopback.has(host)) problems.set("security", "mail-clear");
  return [...problems].map(([field, code]) => fieldProblem(field, code));
}
