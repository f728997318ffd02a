/** What the directory answers (RFC 4511 §4). */
import { Ber, BerWriter, ProtocolOperation } from "ldapts";
import type { DirectoryEntry } from "./entries.ts";

/** RFC 4511, appendix A. */
export const resultCode = {
  success: 0,
  operationsError: 1,
  protocolError: 2,
  sizeLimitExceeded: 4,
  authMethodNotSupported: 7,
  unavailableCriticalExtension: 12,
  noSuchObject: 32,
  invalidCredentials: 49,
  insufficientAccessRights: 50,
  busy: 51,
  unwillingToPerform: 53,
} as const;
export type ResultCode = keyof typeof resultCode;

export const answerTag = {
  bind: ProtocolOperation.LDAP_RES_BIND,
  search: ProtocolOperation.LDAP_RES_SEARCH,
  extended: ProtocolOperation.LDAP_RES_EXTENSION,
} as const;

/** Tells that the connection ends (RFC 4511 §4.4.1). */
const noticeOfDisconnection = "1.3.6.1.4.1.1466.20036";
const responseName = 0x8a;

function message(id: number, tag: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(tag);
  write(writer);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

function writeResult(writer: BerWriter, code: ResultCode): void {
  writer.writeEnumeration(resultCode[code]);
  writer.writeString(""); // the name that was found
  writer.writeString(""); // words: the code says it all
}

/** @param tag of the answer to the operation */
export const resultAnswer = (id: number, tag: number, code: ResultCode): Buffer =>
  message(id, tag, (writer) => writeResult(writer, code));

export const disconnection = (): Buffer =>
  message(0, answerTag.extended, (writer) => {
    writeResult(writer, "protocolError");
    writer.writeString(noticeOfDisconnection, responseName);
  });

/**
 * An entry that was found.
 * @param wanted attributes; none, or `*`: all; `1.1`: none (RFC 4511 §4.5.1.8)
 */
export function entryAnswer(
  id: number,
  { name, values }: DirectoryEntry,
  { wanted, typesOnly }: { wanted: ReadonlySet<string>; typesOnly: boolean },
): Buffer {
  const all = wanted.size === 0 || wanted.has("*");
  return message(id, ProtocolOperation.LDAP_RES_SEARCH_ENTRY, (writer) => {
    writer.writeString(name);
    writer.startSequence();
    for (const [attribute, some] of values) {
      if (!all && !wanted.has(attribute.toLowerCase())) continue;
      writer.startSequence();
      writer.writeString(attribute);
      writer.startSequence(Ber.Set | Ber.Constructor);
      if (!typesOnly) writer.writeStringArray([...some]);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
  });
}
