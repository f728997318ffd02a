/** What werift's DTLS client needs beside a busy machine. */
import type { RTCDtlsTransport } from "werift";

const helloVerifyRequest = 3;
const afterHello = 3;

/** A hello that is said again to a busy machine is answered twice, at which werift's client gives up: see RFC 6347 §4.2.1. */
export function bearSecondAnswer(client: RTCDtlsTransport["dtls"]): void {
  if (!client) return;
  const handle = client.onHandleHandshakes;
  client.onHandleHandshakes = (messages) =>
    handle(
      messages.filter((each) => each.msg_type !== helloVerifyRequest || client.dtls.flight < afterHello),
    );
}
