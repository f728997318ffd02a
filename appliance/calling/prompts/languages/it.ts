import { addressSpelled, counting, dayIn, type Sentences } from "../sentences.ts";

const of = counting("it");

export const it: Sentences = {
  goodbye: "Arrivederci.",
  thanks: "Grazie. Arrivederci.",
  nobodyAnswered: "Nessuno ha risposto.",
  takeCall: "C’è una chiamata per te. Per rispondere, premi 1.",
  menu: {
    notAChoice: "Questa scelta non esiste.",
    noSuchNumber: "Nessuno ha questo numero.",
    busy: "La linea è occupata.",
    enterExtension: "Digita l’interno, poi premi cancelletto.",
    spellName: "Digita le prime lettere del nome sulla tastiera, poi premi cancelletto.",
    nobodyOfThisName: "Nessuno ha questo nome.",
    forName: (name, key) => `Per ${name}, premi ${key}.`,
  },
  mailbox: {
    enterPin: "Digita il tuo PIN, poi premi cancelletto.",
    wrongPin: "Non è corretto. Riprova.",
    fresh: (count) =>
      of(count, {
        none: "Non hai nuovi messaggi.",
        one: "Hai un nuovo messaggio.",
        other: `Hai ${count} nuovi messaggi.`,
      }),
    saved: (count) =>
      of(count, {
        none: "Non hai messaggi salvati.",
        one: "Hai un messaggio salvato.",
        other: `Hai ${count} messaggi salvati.`,
      }),
    noMore: "Non ci sono altri messaggi.",
    deleted: "Messaggio eliminato.",
    choices:
      "Per riascoltarlo, premi 1. Per il prossimo, premi 2. Per eliminarlo, premi 3. Per richiamare, premi 4. Per terminare, premi asterisco.",
    from: (who, when) => `Da ${who}, ${when}.`,
    hiddenNumber: "qualcuno con numero nascosto",
    today: (time) => `oggi alle ore ${time}`,
    yesterday: (time) => `ieri alle ore ${time}`,
    onDay: (moment, time) => `${dayIn("it", moment)} alle ore ${time}`,
    time: (hours, minutes) => `${hours}${minutes === 0 ? "" : ` e ${minutes}`}`,
    full: "Questa casella vocale è piena. Arrivederci.",
    greeting: (name) =>
      `${name} non può rispondere alla chiamata. Lascia un messaggio dopo il segnale acustico.`,
    greetingOfNobody: "Ora non è possibile rispondere. Lascia un messaggio dopo il segnale acustico.",
  },
  park: {
    at: (slot) => `Chiamata parcheggiata al ${slot}.`,
    allTaken: "Tutti i posti per le chiamate parcheggiate sono occupati.",
    nothingHeld:
      "Non hai nessuna chiamata in attesa. Metti in attesa la chiamata da parcheggiare, poi componi di nuovo questo codice.",
    calledInVain: "Nessuno ha risposto. Richiama più tardi.",
  },
  codes: {
    doNotDisturbOn: "Non disturbare è attivo.",
    doNotDisturbOff: "Non disturbare non è attivo.",
    forwarded: {
      forwardAlways: (number) => `Le tue chiamate sono inoltrate al ${number}.`,
      forwardBusy: (number) => `Quando sei occupato, le tue chiamate sono inoltrate al ${number}.`,
      forwardNoAnswer: (number) => `Quando non rispondi, le tue chiamate sono inoltrate al ${number}.`,
      forwardOffline: (number) =>
        `Quando nessun telefono è collegato, le tue chiamate sono inoltrate al ${number}.`,
    },
    notForwarded: {
      forwardAlways: "Le tue chiamate non sono più inoltrate.",
      forwardBusy: "Quando sei occupato, le tue chiamate non sono più inoltrate.",
      forwardNoAnswer: "Quando non rispondi, le tue chiamate non sono più inoltrate.",
      forwardOffline: "Quando nessun telefono è collegato, le tue chiamate non sono più inoltrate.",
    },
    askNumber: "Componi il numero a cui inoltrare le chiamate, poi premi cancelletto.",
    cannotBeCalled: "Questo numero non può essere chiamato da qui. Non è cambiato nulla.",
  },
  line: { isPrivate: "Questa chiamata è privata.", isOpen: "Questa chiamata è aperta alla tua linea." },
  lost: {
    toThem: "Il tuo account non comprende più le chiamate. Arrivederci.",
    toTheOther: "L’altra persona non può più partecipare alle chiamate. Arrivederci.",
  },
  emergencyCall: {
    called: (who, number) => `Chiamata di emergenza. ${who}, ha chiamato il ${number}.`,
    acknowledge: "Per confermare, premere un tasto qualsiasi.",
  },
  emergencyTest: {
    shown: (number) =>
      `Questa è una prova. Una chiamata di emergenza da qui mostrerebbe il numero ${number}.`,
    shownByProvider:
      "Questa è una prova. Una chiamata di emergenza da qui mostrerebbe il numero dato dall’operatore.",
    address: (address) => `L’indirizzo registrato è ${addressSpelled(address, 5)}.`,
    unreadable: (numbers) =>
      `L’indirizzo registrato non può essere letto ad alta voce.${numbers && ` I suoi numeri sono ${numbers}.`}`,
    noAddress: "Non è registrato nessun indirizzo.",
  },
  limit: {
    withinAMinute: "Un limite è quasi raggiunto. Questa chiamata termina entro un minuto.",
    inAFewSeconds: "Questa chiamata termina tra pochi secondi.",
  },
};
