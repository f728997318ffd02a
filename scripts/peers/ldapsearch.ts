/** OpenLDAP's ldapsearch (Debian's ldap-utils) as a telephone that searches a directory over TLS. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface LdapSearchOptions {
  /** `ldaps://localhost:636` */
  url: string;
  /** PEM of the authority that must have signed for the server. */
  authority: string;
  user?: string;
  password?: string;
  base?: string;
  scope?: "base" | "one" | "sub";
  sizeLimit?: number;
  wanted?: readonly string[];
  /** Further arguments. */
  more?: readonly string[];
}

export interface LdapSearchResult {
  /** Result code (RFC 4511, appendix A); what ldapsearch ends with. */
  code: number;
  /** One for each entry: attribute → values. */
  entries: Map<string, string[]>[];
  errors: string;
}

export async function ldapSearch(filter: string, options: LdapSearchOptions): Promise<LdapSearchResult> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-ldap-"));
  const authority = join(folder, "authority.pem");
  writeFileSync(authority, options.authority);
  const { url, user, password = "", base = "dc=hearth", scope = "sub", sizeLimit, wanted = [] } = options;
  try {
    const child = Bun.spawn(
      [
        ...["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-o", "nettimeout=5", "-H", url],
        ...(user === undefined ? [] : ["-D", user, "-w", password]),
        ...["-b", base, "-s", scope, ...(sizeLimit ? ["-z", String(sizeLimit)] : [])],
        ...(options.more ?? []),
        ...[filter, ...wanted],
      ],
      { stdout: "pipe", stderr: "pipe", env: { ...process.env, LDAPTLS_CACERT: authority } },
    );
    const [text, errors] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    return { code: await child.exited, entries: readLdif(text), errors };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** LDIF (RFC 2849) as ldapsearch writes it without folding; two colons stand before base64. */
function readLdif(text: string): Map<string, string[]>[] {
  return text
    .trim()
    .split(/\n\n+/)
    .filter((block) => block.includes(":"))
    .map((block) => {
      const values = new Map<string, string[]>();
      for (const [, name = "", encoded, value = ""] of block.matchAll(/^([\w;]+):(:?) ?(.*)$/gm))
        values.set(name, [
          ...(values.get(name) ?? []),
          encoded ? Buffer.from(value, "base64").toString("utf8") : value,
        ]);
      return values;
    });
}
