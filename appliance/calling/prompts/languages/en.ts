import { addressSpelled, clockTime, dayIn, type Sentences } from "../sentences.ts";

const messages = (count: number, kind: string) =>
  `You have ${count === 0 ? "no" : count} ${kind} message${count === 1 ? "" : "s"}.`;

export const en: Sentences = {
  goodbye: "Goodbye.",
  thanks: "Thank you. Goodbye.",
  nobodyAnswered: "Nobody answered.",
  takeCall: "You have a call. To take it, press 1.",
  menu: {
    notAChoice: "That is not one of the choices.",
    noSuchNumber: "Nobody has this number.",
    busy: "The line is busy.",
    enterExtension: "Enter the extension, then press pound.",
    spellName: "Spell the first letters of the name on the keypad, then press pound.",
    nobodyOfThisName: "Nobody has this name.",
    forName: (name, key) => `For ${name}, press ${key}.`,
  },
  mailbox: {
    enterPin: "Enter your PIN, then press pound.",
    wrongPin: "That was not right. Try again.",
    fresh: (count) => messages(count, "new"),
    saved: (count) => messages(count, "saved"),
    noMore: "There are no more messages.",
    deleted: "Deleted.",
    choices:
      "To hear it again, press 1. For the next one, press 2. To delete it, press 3. To call back, press 4. To end, press star.",
    from: (who, when) => `From ${who}, ${when}.`,
    hiddenNumber: "somebody who hid their number",
    today: (time) => `today at ${time}`,
    yesterday: (time) => `yesterday at ${time}`,
    onDay: (moment, time) => `on ${dayIn("en-GB", moment)} at ${time}`,
    time: clockTime,
    full: "This mailbox is full. Goodbye.",
    greeting: (name) => `${name} cannot take your call. Leave a message after the tone.`,
    greetingOfNobody: "The person you called cannot take your call. Leave a message after the tone.",
  },
  park: {
    at: (slot) => `Parked at ${slot}.`,
    allTaken: "Every place for parked calls is taken.",
    nothingHeld: "You hold no call. Hold the call that you want to park, then dial this code again.",
    calledInVain: "Nobody answered. Please call again later.",
  },
  codes: {
    doNotDisturbOn: "Do not disturb is on.",
    doNotDisturbOff: "Do not disturb is off.",
    forwarded: {
      forwardAlways: (number) => `Your calls are forwarded to ${number}.`,
      forwardBusy: (number) => `Your calls are forwarded when you are busy to ${number}.`,
      forwardNoAnswer: (number) => `Your calls are forwarded when you do not answer to ${number}.`,
      forwardOffline: (number) => `Your calls are forwarded when no telephone is connected to ${number}.`,
    },
    notForwarded: {
      forwardAlways: "Your calls are not forwarded any more.",
      forwardBusy: "Your calls are not forwarded when you are busy any more.",
      forwardNoAnswer: "Your calls are not forwarded when you do not answer any more.",
      forwardOffline: "Your calls are not forwarded when no telephone is connected any more.",
    },
    askNumber: "Dial the number to forward your calls to, then press pound.",
    cannotBeCalled: "This number cannot be called from here. Nothing has changed.",
  },
  line: { isPrivate: "This call is private.", isOpen: "This call is open to your line." },
  lost: {
    toThem: "Calls are not included in your account any more. Goodbye.",
    toTheOther: "The other side may not take part in calls any more. Goodbye.",
  },
  emergencyCall: {
    called: (who, number) => `Emergency call. ${who}, has called ${number}.`,
    acknowledge: "To acknowledge, press any key.",
  },
  emergencyTest: {
    shown: (number) => `This is a test. An emergency call from here would show the number ${number}.`,
    shownByProvider:
      "This is a test. An emergency call from here would show the number that the provider gives.",
    address: (address) => `The address on file is ${addressSpelled(address, 3)}.`,
    unreadable: (numbers) =>
      `The address on file cannot be read aloud.${numbers && ` Its numbers are ${numbers}.`}`,
    noAddress: "There is no address on file.",
  },
  limit: {
    withinAMinute: "A limit is nearly reached. This call ends within a minute.",
    inAFewSeconds: "This call ends in a few seconds.",
  },
};
