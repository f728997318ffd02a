import { addressSpelled, counting, dayIn, type Sentences } from "../sentences.ts";

const of = counting("nl");

export const nl: Sentences = {
  goodbye: "Tot ziens.",
  thanks: "Bedankt. Tot ziens.",
  nobodyAnswered: "Er werd niet opgenomen.",
  takeCall: "Je wordt gebeld. Druk op 1 om op te nemen.",
  menu: {
    notAChoice: "Dat is geen van de keuzes.",
    noSuchNumber: "Dit nummer is niet in gebruik.",
    busy: "Het nummer is in gesprek.",
    enterExtension: "Toets het toestelnummer in en druk op hekje.",
    spellName: "Spel de eerste letters van de naam met de toetsen en druk op hekje.",
    nobodyOfThisName: "Niemand heeft deze naam.",
    forName: (name, key) => `Voor ${name}, druk op ${key}.`,
  },
  mailbox: {
    enterPin: "Toets je pincode in en druk op hekje.",
    wrongPin: "Dat klopte niet. Probeer het opnieuw.",
    fresh: (count) =>
      of(count, {
        none: "Je hebt geen nieuwe berichten.",
        one: "Je hebt één nieuw bericht.",
        other: `Je hebt ${count} nieuwe berichten.`,
      }),
    saved: (count) =>
      of(count, {
        none: "Je hebt geen bewaarde berichten.",
        one: "Je hebt één bewaard bericht.",
        other: `Je hebt ${count} bewaarde berichten.`,
      }),
    noMore: "Er zijn geen berichten meer.",
    deleted: "Verwijderd.",
    choices:
      "Druk op 1 om het opnieuw te horen. Op 2 voor het volgende. Op 3 om het te verwijderen. Op 4 om terug te bellen. Druk op sterretje om te stoppen.",
    from: (who, when) => `Van ${who}, ${when}.`,
    hiddenNumber: "iemand met een verborgen nummer",
    today: (time) => `vandaag om ${time}`,
    yesterday: (time) => `gisteren om ${time}`,
    onDay: (moment, time) => `op ${dayIn("nl", moment)} om ${time}`,
    time: (hours, minutes) => `${hours} uur${minutes === 0 ? "" : ` ${minutes}`}`,
    full: "Deze voicemailbox is vol. Tot ziens.",
    greeting: (name) => `${name} kan nu niet opnemen. Laat na de toon een bericht achter.`,
    greetingOfNobody: "Er kan nu niet worden opgenomen. Laat na de toon een bericht achter.",
  },
  park: {
    at: (slot) => `Geparkeerd op ${slot}.`,
    allTaken: "Alle plaatsen voor geparkeerde gesprekken zijn bezet.",
    nothingHeld:
      "Je hebt geen gesprek in de wacht. Zet het gesprek dat je wilt parkeren in de wacht en kies deze code opnieuw.",
    calledInVain: "Er werd niet opgenomen. Bel later nog eens.",
  },
  codes: {
    doNotDisturbOn: "Niet storen staat aan.",
    doNotDisturbOff: "Niet storen staat uit.",
    forwarded: {
      forwardAlways: (number) => `Je oproepen worden doorgeschakeld naar ${number}.`,
      forwardBusy: (number) => `Als je in gesprek bent, worden je oproepen doorgeschakeld naar ${number}.`,
      forwardNoAnswer: (number) => `Als je niet opneemt, worden je oproepen doorgeschakeld naar ${number}.`,
      forwardOffline: (number) =>
        `Als er geen telefoon verbonden is, worden je oproepen doorgeschakeld naar ${number}.`,
    },
    notForwarded: {
      forwardAlways: "Je oproepen worden niet meer doorgeschakeld.",
      forwardBusy: "Als je in gesprek bent, worden je oproepen niet meer doorgeschakeld.",
      forwardNoAnswer: "Als je niet opneemt, worden je oproepen niet meer doorgeschakeld.",
      forwardOffline: "Als er geen telefoon verbonden is, worden je oproepen niet meer doorgeschakeld.",
    },
    askNumber: "Kies het nummer waarnaar je oproepen moeten worden doorgeschakeld en druk op hekje.",
    cannotBeCalled: "Dit nummer kan van hier niet worden gebeld. Er is niets veranderd.",
  },
  line: { isPrivate: "Dit gesprek is privé.", isOpen: "Dit gesprek staat open voor je lijn." },
  lost: {
    toThem: "Je account omvat geen gesprekken meer. Tot ziens.",
    toTheOther: "De andere kant mag niet meer aan gesprekken deelnemen. Tot ziens.",
  },
  emergencyCall: {
    called: (who, number) => `Noodoproep. ${who}, heeft ${number} gebeld.`,
    acknowledge: "Druk op een willekeurige toets om te bevestigen.",
  },
  emergencyTest: {
    shown: (number) => `Dit is een test. Een noodoproep van hier zou het nummer ${number} tonen.`,
    shownByProvider: "Dit is een test. Een noodoproep van hier zou het nummer van de provider tonen.",
    address: (address) => `Het bekende adres is ${addressSpelled(address, 5)}.`,
    unreadable: (numbers) =>
      `Het bekende adres kan niet worden voorgelezen.${numbers && ` De nummers erin zijn ${numbers}.`}`,
    noAddress: "Er is geen adres bekend.",
  },
  limit: {
    withinAMinute: "Een limiet is bijna bereikt. Dit gesprek eindigt binnen een minuut.",
    inAFewSeconds: "Dit gesprek eindigt over enkele seconden.",
  },
};
