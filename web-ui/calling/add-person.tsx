/** Brings a third into a call: they are rung while the two speak on, and are put together when they answer. */
import { Modal } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { api, call as ask } from "../api/client.ts";
import { PeoplePicker } from "../parts/people-picker.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import type { OwnCall } from "../store/own-calls.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import type { CallView, Phone } from "./phone.ts";

/** What puts calls of this browser together, by the ids that the phone has for them. */
export function useMerge(phone: Phone) {
  const session = useSession();
  return useAction(
    useCallback(
      async (...views: CallView[]) => {
        const ids = views.flatMap(({ callId }) => ownCallOf(session.calls.value, callId)?.id ?? []);
        if (ids.length === views.length) await ask(api.meetings.$post({ json: { calls: ids } }));
        for (const { id, held } of views) if (held) await phone.hold(id, false);
      },
      [session, phone],
    ),
  );
}

/** The appliance's view of a call that this browser carries. */
export const ownCallOf = (calls: readonly OwnCall[], callId: string): OwnCall | undefined =>
  calls.find((own) => callId !== "" && own.callId === callId);

export function AddPerson(props: { phone: Phone; call: CallView; onClose: () => void }) {
  const { phone, call, onClose } = props;
  const session = useSession();
  const calls = useSignal(phone.calls);
  const own = useSignal(session.calls);
  const [rung, setRung] = useState<string>();
  const merge = useMerge(phone);
  const added = calls.find(({ id }) => id === rung);
  const ready = added?.phase === "connected" && ownCallOf(own, added.callId) !== undefined;
  const { run } = merge;
  useEffect(() => {
    if (ready && added) void run(call, added).then(onClose);
  }, [ready, added, call, run, onClose]);
  useEffect(() => {
    if (rung && !added) onClose(); // refused, or given up
  }, [rung, added, onClose]);
  if (rung) return null;
  return (
    <Modal opened onClose={onClose} title={t("call.add.title", { name: call.name })} centered>
      <PeoplePicker
        autoFocus
        label={t("call.add.person")}
        exclude={[session.me.person.id]}
        onPick={({ extension, email, name }) =>
          void phone.dial(extension ?? email, name, { holdsOthers: false }).then(setRung)
        }
      />
    </Modal>
  );
}
