/** Calling a menu before it is saved, and going back to what it was. */
import { Button, TextInput } from "@mantine/core";
import { IconPhone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { AttendantVersion } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { useDial } from "../../calling/dial-with.ts";
import { Keypad } from "../../calling/keypad.tsx";
import type { Phone } from "../../calling/phone.ts";
import { usePhone } from "../../calling/phone-context.tsx";
import { Problem } from "../../parts/problem.tsx";
import { usePeople } from "../../parts/session-context.ts";
import { useAction } from "../../parts/use-action.ts";
import { useSignal } from "../../store/signal.ts";
import { momentOf, t } from "../../text/index.ts";
import { telephonyKey } from "./key.ts";
import type { Definition } from "./menu-definition.ts";

/** @param props.attendant whose recordings are heard; undefined for a menu that was never saved */
export function TestCall(props: { definition: Definition; attendant: string | undefined }) {
  const { definition, attendant } = props;
  const dial = useDial();
  const phone = usePhone();
  const [at, setAt] = useState("");
  const [number, setNumber] = useState<string>();
  const trial = useAction(
    useCallback(async () => {
      const json = {
        definition,
        attendant: attendant ?? null,
        at: at === "" ? null : new Date(at).getTime(),
      };
      const draft = await call(api.admin.calling.attendants.drafts.$post({ json }));
      setNumber(draft.number);
      await dial?.(draft.number, t("telephony.menu.trial"));
    }, [definition, attendant, at, dial]),
  );
  return (
    <fieldset className="keys">
      <legend>{t("telephony.menu.trial")}</legend>
      <p className="secondary">{t("telephony.menu.trial.lead")}</p>
      <div className="dial">
        <TextInput
          type="datetime-local"
          label={t("telephony.menu.trial.at")}
          value={at}
          onChange={({ currentTarget }) => setAt(currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<IconPhone size={16} />}
          loading={trial.running}
          onClick={() => void trial.run()}
        >
          {t("telephony.menu.trial.call")}
        </Button>
      </div>
      {number && <p role="status">{t("telephony.menu.trial.number", { number })}</p>}
      {phone && number && <TrialKeys phone={phone} number={number} />}
      <Problem error={trial.error} />
    </fieldset>
  );
}

/** The call's card is behind this dialog: what one presses is here. */
function TrialKeys({ phone, number }: { phone: Phone; number: string }) {
  const call = useSignal(phone.calls).find((one) => one.number === number && one.phase === "connected");
  if (!call) return null;
  return (
    <div className="trial-keys">
      <Keypad onPress={(digit) => phone.press(call.id, digit)} />
      <Button variant="light" color="red" onClick={() => void phone.hangUp(call.id)}>
        {t("call.end")}
      </Button>
    </div>
  );
}

export function MenuVersions(props: { attendant: string; onLoad: (version: AttendantVersion) => void }) {
  const { attendant, onLoad } = props;
  const people = usePeople();
  const found = useQuery({
    queryKey: [...telephonyKey, attendant, "versions"],
    queryFn: async () =>
      (await call(api.admin.calling.attendants[":id"].versions.$get({ param: { id: attendant } }))).versions,
  });
  const [, ...earlier] = found.data ?? []; // the first is what is shown
  return (
    <fieldset className="keys">
      <legend>{t("telephony.menu.versions")}</legend>
      <Problem error={found.error} onRetry={() => void found.refetch()} />
      {found.data && earlier.length === 0 && <p className="secondary">{t("telephony.menu.versions.none")}</p>}
      {earlier.map((version) => (
        <div key={version.id} className="line-item menu-version">
          <div className="who">
            <p className="number">{momentOf(version.at)}</p>
            <p className="secondary">
              {[version.personId ? people.nameOf(version.personId) : "", version.name]
                .filter(Boolean)
                .join(" · ")}
            </p>
          </div>
          <Button variant="subtle" size="compact-sm" onClick={() => onLoad(version)}>
            {t("telephony.menu.versions.load")}
          </Button>
        </div>
      ))}
    </fieldset>
  );
}
