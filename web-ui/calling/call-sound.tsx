/** How a call sounds and who can hear it, side by side, in plain words: whether it is encrypted, and its codecs. */
import { IconAlertTriangle, IconLock, IconLockOpen, IconWaveSine } from "@tabler/icons-react";
import type { OwnCall } from "../store/own-calls.ts";
import { t } from "../text/index.ts";
import { codecName } from "./codec-name.ts";

export function CallSound({ own }: { own: OwnCall | undefined }) {
  if (!own?.sound) return null;
  const { encryption, codecs } = own.sound;
  const Lock = encryption === "all" ? IconLock : IconLockOpen;
  const [here, there] = [codecName(codecs.own), codecName(codecs.other)];
  return (
    <>
      <p className="call-lock secondary">
        <Lock size={14} aria-hidden="true" /> {t(`call.lock.${encryption}`)}
      </p>
      {here !== "" && there !== "" && (
        <p className={`call-lock ${here === there ? "secondary" : "warn-text"}`}>
          {here === there ? (
            <IconWaveSine size={14} aria-hidden="true" />
          ) : (
            <IconAlertTriangle size={14} aria-hidden="true" />
          )}{" "}
          {here === there
            ? t("call.codec", { codec: here })
            : t("call.codec.converted", { own: here, other: there })}
        </p>
      )}
    </>
  );
}
