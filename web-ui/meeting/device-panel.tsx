/** Camera, microphone and speaker: a look at oneself, a meter of one's voice, and what else there is. */
import { NativeSelect } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useSignal } from "../store/signal.ts";
import { type TextKey, t } from "../text/index.ts";
import {
  cameraConstraints,
  chooseDevice,
  type DeviceKind,
  deviceChoice,
  listDevices,
  microphoneConstraints,
  stopStream,
} from "./devices.ts";

const kinds: readonly { kind: DeviceKind; label: TextKey }[] = [
  { kind: "camera", label: "meeting.camera" },
  { kind: "microphone", label: "meeting.microphone" },
  { kind: "speaker", label: "meeting.speaker" },
];

/** @param preview also shows the camera, which nobody else sees */
export function DevicePanel({
  preview,
  onChoose,
}: {
  preview: boolean;
  onChoose?: (kind: DeviceKind) => void;
}) {
  const choice = useSignal(deviceChoice);
  const [devices, setDevices] = useState<Awaited<ReturnType<typeof listDevices>>>();
  const [stream, setStream] = useState<MediaStream>();
  const [refused, setRefused] = useState(false);
  const { camera, microphone } = choice;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is another stream
  useEffect(() => {
    let opened: MediaStream | undefined;
    let over = false;
    const open = async () => {
      opened = await openPreview(preview);
      if (over) return stopStream(opened);
      setStream(opened);
      setRefused(false);
      setDevices(await listDevices());
    };
    open().catch(() => setRefused(true));
    return () => {
      over = true;
      stopStream(opened);
    };
  }, [preview, camera, microphone]);
  return (
    <div className="device-panel">
      {preview && <Preview stream={stream} />}
      <Meter stream={stream} />
      {refused && <p className="notice">{t("meeting.devices.refused")}</p>}
      {kinds.map(({ kind, label }) => (
        <NativeSelect
          key={kind}
          label={t(label)}
          value={choice[kind] ?? ""}
          onChange={({ currentTarget }) => {
            chooseDevice(kind, currentTarget.value);
            onChoose?.(kind);
          }}
          data={[
            { value: "", label: t("meeting.device.system") },
            ...(devices?.[kind] ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      ))}
    </div>
  );
}

/** The microphone alone where there is no camera: a meter is better than nothing. */
async function openPreview(withCamera: boolean): Promise<MediaStream> {
  const audio = microphoneConstraints();
  if (!withCamera) return navigator.mediaDevices.getUserMedia({ audio });
  return navigator.mediaDevices
    .getUserMedia({ audio, video: cameraConstraints() })
    .catch(() => navigator.mediaDevices.getUserMedia({ audio }));
}

function Preview({ stream }: { stream: MediaStream | undefined }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (element.current) element.current.srcObject = stream ?? null;
  }, [stream]);
  return (
    <video
      ref={element}
      className="device-preview mirrored"
      aria-label={t("meeting.preview")}
      autoPlay
      playsInline
      muted
    />
  );
}

/** How loud the microphone is; written past React, sixty times a second. */
function Meter({ stream }: { stream: MediaStream | undefined }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!stream?.getAudioTracks().length) return;
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 512 });
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let frame = 0;
    const draw = () => {
      analyser.getFloatTimeDomainData(samples);
      const energy = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const level = Math.min(1, Math.max(0, 1 + Math.log10(energy + 1e-9) / 5));
      bar.current?.style.setProperty("transform", `scaleX(${level.toFixed(3)})`);
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => {
      cancelAnimationFrame(frame);
      void context.close();
    };
  }, [stream]);
  return (
    <div className="device-meter" role="img" aria-label={t("meeting.level")}>
      <div ref={bar} />
    </div>
  );
}
