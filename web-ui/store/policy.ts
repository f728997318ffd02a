/** What the administrator decided of messages for everybody. The appliance holds to it; here it is only shown. */
import type { ClientPolicy } from "../../appliance/messaging/index.ts";
import { api, call } from "../api/client.ts";
import { Signal } from "./signal.ts";
import type { Ask } from "./vault.ts";

export class PolicyStore {
  readonly value = new Signal<ClientPolicy>({
    editMinutes: null,
    deleteLater: true,
    receipts: true,
    linkPreviews: false,
  });

  async load(ask: Ask): Promise<void> {
    this.value.set((await ask("messaging-policy", () => call(api.messaging.policy.$get()))).policy);
  }
}
