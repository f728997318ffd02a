/** A sound that people record, upload, hear and take away: a greeting, a prompt, music. */
import { Button, FileButton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { startRecording, toWave } from "./recording.ts";
import { Sound } from "./sound.tsx";

export interface SoundTexts {
  /** What is heard now: the own sound, and what is there without it. */
  own: string;
  standard: string;
  record: string;
  stop: string;
  remove: string;
}

/** @param src answers GET with the sound, or 204; PUT and DELETE change it */
export function SoundEditor({ src, texts }: { src: string; texts: SoundTexts }) {
  const queries = useQueryClient();
  const queryKey = ["sound", src];
  const own = useQuery({ queryKey, queryFn: async () => (await fetch(src)).status === 200 });
  const recording = useRef<Awaited<ReturnType<typeof startRecording>>>(undefined);
  const [records, setRecords] = useState(false);
  /** Counts what was stored, so that the player does not keep the sound from before. */
  const [version, setVersion] = useState(0);
  useEffect(() => () => recording.current?.cancel(), []);
  const change = async (init: RequestInit) => {
    await call(fetch(src, init));
    setVersion((last) => last + 1);
    await queries.invalidateQueries({ queryKey });
  };
  const record = useAction(async () => {
    if (!recording.current) {
      recording.current = await startRecording();
      return setRecords(true);
    }
    const wave = await recording.current.stop();
    recording.current = undefined;
    setRecords(false);
    await change({ method: "PUT", body: wave });
  });
  const upload = useAction(
    useCallback(
      async (file: File | null) => {
        if (!file) return;
        // What the browser cannot read the appliance refuses, and says what it takes.
        const body = await toWave(await file.arrayBuffer()).catch(() => file);
        await call(fetch(src, { method: "PUT", body }));
        setVersion((last) => last + 1);
        await queries.invalidateQueries({ queryKey: ["sound", src] });
      },
      [src, queries],
    ),
  );
  const remove = useAction(() => change({ method: "DELETE" }));
  return (
    <>
      <p className="secondary">{own.data ? texts.own : texts.standard}</p>
      {own.data && !records && <Sound key={version} src={`${src}?v=${version}`} />}
      <Problem error={record.error ?? upload.error ?? remove.error} />
      <div className="buttons">
        <Button
          variant={records ? "filled" : "default"}
          loading={record.running}
          onClick={() => void record.run()}
        >
          {records ? texts.stop : texts.record}
        </Button>
        {!records && (
          <FileButton accept="audio/*" onChange={(file) => void upload.run(file)}>
            {(props) => (
              <Button {...props} variant="default" loading={upload.running}>
                {t("sound.upload")}
              </Button>
            )}
          </FileButton>
        )}
        {own.data && !records && (
          <Button variant="subtle" loading={remove.running} onClick={() => void remove.run()}>
            {texts.remove}
          </Button>
        )}
      </div>
    </>
  );
}
