/** Opens what lies encrypted in a board's log and snapshots. */
import { ApiError } from "../api/client.ts";
import { type Binding, decryptContent } from "../crypto/content.ts";
import { type Keyring, KeyUnavailable } from "../crypto/keyring.ts";

/** Undefined where it is nothing that a member has sealed; rejects where the key cannot be had. */
export async function openChange(keyring: Keyring, jwe: string, binding: Binding): Promise<unknown> {
  try {
    return await decryptContent(keyring, jwe, binding);
  } catch (error) {
    if (error instanceof ApiError || error instanceof KeyUnavailable) throw error;
    return undefined;
  }
}
