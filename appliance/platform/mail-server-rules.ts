/** What fits together in the settings of a mail server, whoever writes them. */

const loopback = new Set(["localhost", "127.0.0.1", "::1"]);

export function mailServerProblems(server: {
  host: string;
  from: string;
  user: string;
  password: string;
  security: "none" | "starttls" | "tls";
}): { field: string; problem: string }[] {
  const { host, from, user, password, security } = server;
  const problems = new Map<string, string>();
  if (host !== "" && from === "") problems.set("from", "Name the address that e-mails come from.");
  if (host === "" && from !== "") problems.set("host", "Name the server that takes e-mails.");
  if ((user === "") !== (password === "")) problems.set("password", "A user comes with a password.");
  if (user !== "" && security === "none" && !loopback.has(host))
    problems.set("security", "The password would travel in the clear: choose starttls or tls.");
  return [...problems].map(([field, problem]) => ({ field, problem }));
}
