/** A call that rings on a telephone of the person's: answered there or here, or declined. */
import { IconDeviceLandlinePhone, IconPhone, IconPhoneOff } from "@tabler/icons-react";
import { useCallback } from "react";
import { api, call as ask } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import type { RingingCall } from "../store/own-calls.ts";
import { useSignal } from "../store/signal.ts";
import { seriesOf, t } from "../text/index.ts";
import { CallControl, CallWho } from "./call-control.tsx";
import type { Phone } from "./phone.ts";
import { usePhone } from "./phone-context.tsx";

/** Those that ring in an app too are that app's to show. */
export function RingingCards() {
  const phone = usePhone();
  const ringing = useSignal(useSession().ringingCalls);
  const shown = ringing.filter(({ devices, callIds }) => devices.length > 0 && callIds.length === 0);
  return shown.map((call) => <RingingCard key={call.id} call={call} phone={phone} />);
}

/** What tells one of the telephones that ring to answer. */
export function useAnswerOn(id: string) {
  return useAction(
    useCallback(
      async (device: string) => {
        await ask(api.calling.calls[":id"].answer.$post({ param: { id }, json: { device } }));
      },
      [id],
    ),
  );
}

/** One for each telephone that can be told to answer. */
export function AnswerOn({ call, run }: { call: RingingCall; run: (device: string) => void }) {
  return call.devices
    .filter(({ answers }) => answers)
    .map(({ id, name }) => (
      <CallControl key={id} label={t("call.answer.on", { name })} tone="good" onClick={() => run(id)}>
        <IconDeviceLandlinePhone size={20} />
      </CallControl>
    ));
}

function RingingCard({ call, phone }: { call: RingingCall; phone: Phone | undefined }) {
  const { id, peer, devices } = call;
  const name = peer.name || peer.number;
  const answer = useAnswerOn(id);
  const here = useAction(
    // The tags are those of lamps: what counts is the call.
    useCallback(async () => phone?.takeOver(`${id};to-tag=line;from-tag=peer`, peer), [phone, id, peer]),
  );
  const decline = useAction(
    useCallback(
      async () => void (await ask(api.calling.calls[":id"].decline.$post({ param: { id } }))),
      [id],
    ),
  );
  return (
    <section className="call-card" aria-label={t("call.rings", { name })}>
      <CallWho id={peer.personId ?? peer.number} name={name}>
        <IconDeviceLandlinePhone size={14} />{" "}
        {t("call.rings.on", { devices: seriesOf(devices.map((device) => device.name)) })}
      </CallWho>
      <Problem error={answer.error ?? here.error ?? decline.error} />
      <div className="call-controls">
        <AnswerOn call={call} run={(device) => void answer.run(device)} />
        {phone && (
          <CallControl label={t("call.answer.here")} tone="good" onClick={() => void here.run()}>
            <IconPhone size={20} />
          </CallControl>
        )}
        <CallControl label={t("call.decline")} tone="bad" onClick={() => void decline.run()}>
          <IconPhoneOff size={20} />
        </CallControl>
      </div>
    </section>
  );
}
