/** What goes on in calls, told to apps, to presence, and to who is woken or warned. */
import type { CallingOptions } from "./calling/index.ts";
import type { Messaging } from "./messaging/index.ts";
import type { Stream } from "./platform/index.ts";

type Told = "sleepers" | "onActivity" | "onDoNotDisturb" | "onOwnCalls" | "onLines" | "emergency";

export function callNews(
  stream: Stream,
  { push, presence, notifications }: Messaging,
): Pick<CallingOptions, Told> {
  return {
    sleepers: {
      canWake: (personId) => push.reaches(personId),
      wake: (personId, { personId: actor = null, name, number }) =>
        void push.wakeForCall(personId, { actor, caller: actor ? "" : name || number }),
    },
    onActivity: (personId, busy) => presence.setActivity(personId, "call", busy),
    onDoNotDisturb: (personId, on) => presence.setActivity(personId, "dnd", on),
    onOwnCalls(personId, calls) {
      if (stream.isConnected(personId)) stream.signal([personId], "calls", calls());
    },
    onLines(personId, lines) {
      if (stream.isConnected(personId)) stream.signal([personId], "lines", { lines: lines() });
    },
    emergency: {
      tell: (personIds, notice) => stream.signal(personIds, "call.emergency", notice),
      popUp: (personIds, { id: subject, caller: { personId: actor = null }, number: caller, at }) =>
        notifications.alarm(personIds, { subject, actor, caller, at }),
      seen(personId, id) {
        stream.signal([personId], "call.emergency.seen", { id });
        void notifications.centre.read(personId, { subject: id }).catch(() => {}); // it waits there on
      },
    },
  };
}
