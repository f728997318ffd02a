/** The lamp of a mailbox (RFC 3842): for phones that watch it, and for those that never ask. */
import type { Binding, Sip } from "../../sip/index.ts";
import { mailboxNumber } from "./index.ts";
import type { Mailboxes } from "./mailboxes.ts";

const eventName = "message-summary";
const contentType = "application/simple-message-summary";

export function lightLamps(parts: {
  sip: Sip;
  mailboxes: Mailboxes;
  /** Whose number or telephone this is. */
  ownerOf(user: string): string | undefined;
}): void {
  const { sip, mailboxes, ownerOf } = parts;
  const account = `sip:${encodeURIComponent(mailboxNumber)}@${sip.domain}`;
  const state = (personId: string) => {
    const { fresh, heard } = mailboxes.count(personId);
    return [
      `Messages-Waiting: ${fresh > 0 ? "yes" : "no"}`,
      `Message-Account: ${account}`,
      `Voice-Message: ${fresh}/${heard} (0/0)`,
      "",
    ].join("\r\n");
  };
  sip.subscriptions.serve({
    name: eventName,
    contentType,
    // A mailbox is its owner's; a phone subscribes to its own name, its extension, or the mailbox itself.
    resourceOf(user, personId) {
      const known = user === mailboxNumber ? personId : ownerOf(user);
      return known === personId ? personId : undefined;
    },
    state,
  });

  const tell = ({ personId, flow, contact, deviceId }: Binding) => {
    if (deviceId === undefined) return; // browsers have the app's own events
    if (sip.subscriptions.isWatchedFrom(eventName, personId, flow)) return;
    sip.notify({
      flow,
      target: contact,
      address: account,
      event: eventName,
      content: { type: contentType, body: state(personId) },
    });
  };
  mailboxes.onChange = (personId) => {
    sip.subscriptions.changed(eventName, personId);
    for (const binding of sip.location.of(personId)) tell(binding);
  };
  sip.location.onFresh = (binding) => {
    const { fresh, heard } = mailboxes.count(binding.personId);
    if (fresh + heard > 0) queueMicrotask(() => tell(binding)); // after its REGISTER is answered
  };
}
