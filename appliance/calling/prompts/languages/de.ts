import { addressSpelled, counting, dayIn, type Sentences } from "../sentences.ts";

const of = counting("de");

export const de: Sentences = {
  goodbye: "Auf Wiederhören.",
  thanks: "Vielen Dank. Auf Wiederhören.",
  nobodyAnswered: "Es hat niemand abgenommen.",
  takeCall: "Sie haben einen Anruf. Um ihn anzunehmen, drücken Sie die 1.",
  menu: {
    notAChoice: "Das steht nicht zur Auswahl.",
    noSuchNumber: "Diese Nummer ist nicht vergeben.",
    busy: "Der Anschluss ist besetzt.",
    enterExtension: "Geben Sie die Durchwahl ein, und drücken Sie dann die Rautetaste.",
    spellName:
      "Buchstabieren Sie den Anfang des Namens auf dem Tastenfeld, und drücken Sie dann die Rautetaste.",
    nobodyOfThisName: "Niemand hat diesen Namen.",
    forName: (name, key) => `Für ${name} drücken Sie die ${key}.`,
  },
  mailbox: {
    enterPin: "Geben Sie Ihre PIN ein, und drücken Sie dann die Rautetaste.",
    wrongPin: "Das war nicht richtig. Versuchen Sie es noch einmal.",
    fresh: (count) =>
      of(count, {
        none: "Sie haben keine neuen Nachrichten.",
        one: "Sie haben eine neue Nachricht.",
        other: `Sie haben ${count} neue Nachrichten.`,
      }),
    saved: (count) =>
      of(count, {
        none: "Sie haben keine gespeicherten Nachrichten.",
        one: "Sie haben eine gespeicherte Nachricht.",
        other: `Sie haben ${count} gespeicherte Nachrichten.`,
      }),
    noMore: "Es gibt keine weiteren Nachrichten.",
    deleted: "Gelöscht.",
    choices:
      "Um sie noch einmal zu hören, drücken Sie die 1. Für die nächste die 2. Um sie zu löschen, die 3. Um zurückzurufen, die 4. Zum Beenden drücken Sie die Sterntaste.",
    from: (who, when) => `Von ${who}, ${when}.`,
    hiddenNumber: "jemandem mit unterdrückter Nummer",
    today: (time) => `heute um ${time}`,
    yesterday: (time) => `gestern um ${time}`,
    onDay: (moment, time) => `am ${dayIn("de", moment)}, um ${time}`,
    time: (hours, minutes) => `${hours} Uhr${minutes === 0 ? "" : ` ${minutes}`}`,
    full: "Diese Mailbox ist voll. Auf Wiederhören.",
    greeting: (name) =>
      `${name} kann Ihren Anruf nicht annehmen. Hinterlassen Sie eine Nachricht nach dem Ton.`,
    greetingOfNobody:
      "Ihr Anruf kann gerade nicht angenommen werden. Hinterlassen Sie eine Nachricht nach dem Ton.",
  },
  park: {
    at: (slot) => `Geparkt auf ${slot}.`,
    allTaken: "Alle Plätze für geparkte Anrufe sind belegt.",
    nothingHeld:
      "Sie halten keinen Anruf. Halten Sie den Anruf, den Sie parken möchten, und wählen Sie diesen Code noch einmal.",
    calledInVain: "Es hat niemand abgenommen. Bitte rufen Sie später noch einmal an.",
  },
  codes: {
    doNotDisturbOn: "Nicht stören ist eingeschaltet.",
    doNotDisturbOff: "Nicht stören ist ausgeschaltet.",
    forwarded: {
      forwardAlways: (number) => `Ihre Anrufe werden weitergeleitet an ${number}.`,
      forwardBusy: (number) => `Wenn Sie sprechen, werden Ihre Anrufe weitergeleitet an ${number}.`,
      forwardNoAnswer: (number) => `Wenn Sie nicht abnehmen, werden Ihre Anrufe weitergeleitet an ${number}.`,
      forwardOffline: (number) =>
        `Wenn kein Telefon verbunden ist, werden Ihre Anrufe weitergeleitet an ${number}.`,
    },
    notForwarded: {
      forwardAlways: "Ihre Anrufe werden nicht mehr weitergeleitet.",
      forwardBusy: "Wenn Sie sprechen, werden Ihre Anrufe nicht mehr weitergeleitet.",
      forwardNoAnswer: "Wenn Sie nicht abnehmen, werden Ihre Anrufe nicht mehr weitergeleitet.",
      forwardOffline: "Wenn kein Telefon verbunden ist, werden Ihre Anrufe nicht mehr weitergeleitet.",
    },
    askNumber:
      "Wählen Sie die Nummer, an die Ihre Anrufe weitergeleitet werden sollen, und drücken Sie dann die Rautetaste.",
    cannotBeCalled: "Diese Nummer kann von hier nicht angerufen werden. Es wurde nichts geändert.",
  },
  line: { isPrivate: "Dieser Anruf ist privat.", isOpen: "Dieser Anruf ist für Ihre Leitung offen." },
  lost: {
    toThem: "Ihr Konto enthält keine Anrufe mehr. Auf Wiederhören.",
    toTheOther: "Die andere Seite darf an Anrufen nicht mehr teilnehmen. Auf Wiederhören.",
  },
  emergencyCall: {
    called: (who, number) => `Notruf. ${who}, hat ${number} gewählt.`,
    acknowledge: "Zum Bestätigen drücken Sie eine beliebige Taste.",
  },
  emergencyTest: {
    shown: (number) => `Dies ist ein Test. Ein Notruf von hier würde die Nummer ${number} anzeigen.`,
    shownByProvider: "Dies ist ein Test. Ein Notruf von hier würde die Nummer des Anbieters anzeigen.",
    address: (address) => `Die hinterlegte Adresse ist ${addressSpelled(address, 5)}.`,
    unreadable: (numbers) =>
      `Die hinterlegte Adresse kann nicht vorgelesen werden.${numbers && ` Ihre Zahlen sind ${numbers}.`}`,
    noAddress: "Es ist keine Adresse hinterlegt.",
  },
  limit: {
    withinAMinute: "Eine Obergrenze ist fast erreicht. Dieser Anruf endet innerhalb einer Minute.",
    inAFewSeconds: "Dieser Anruf endet in wenigen Sekunden.",
  },
};
