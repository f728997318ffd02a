/** Which camera, microphone and speaker a person has chosen in this browser, and what there is to choose from. */
import { Signal } from "../store/signal.ts";

export type DeviceKind = "camera" | "microphone" | "speaker";
/** Ids of the browser's; a kind without one follows the system. */
export type DeviceChoice = Partial<Record<DeviceKind, string>>;

const storageKey = "meeting-devices";
const mediaKinds: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
};

function stored(): DeviceChoice {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "{}") as DeviceChoice;
  } catch {
    return {}; // somebody else's writing: the system chooses
  }
}

export const deviceChoice = new Signal<DeviceChoice>(stored());

export function chooseDevice(kind: DeviceKind, id: string): void {
  deviceChoice.update((choice) => ({ ...choice, [kind]: id }));
  localStorage.setItem(storageKey, JSON.stringify(deviceChoice.value));
}

/** Of each kind: id and name. Names are empty before the browser was allowed to use one. */
export async function listDevices(): Promise<Record<DeviceKind, { id: string; name: string }[]>> {
  const found: Record<DeviceKind, { id: string; name: string }[]> = {
    camera: [],
    microphone: [],
    speaker: [],
  };
  for (const { kind, deviceId, label } of await navigator.mediaDevices.enumerateDevices())
    if (deviceId !== "" && label !== "") found[mediaKinds[kind]].push({ id: deviceId, name: label });
  return found;
}

/** "ideal", so that a device that was unplugged is replaced by another and not by an error. */
const ofChoice = (kind: DeviceKind): { deviceId?: ConstrainDOMString } => {
  const id = deviceChoice.value[kind];
  return id ? { deviceId: { ideal: id } } : {};
};

export const microphoneConstraints = (): MediaTrackConstraints => ({
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ...ofChoice("microphone"),
});

export const cameraConstraints = (): MediaTrackConstraints => ({
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
  ...ofChoice("camera"),
});

export function stopStream(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
