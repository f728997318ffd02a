import { addressSpelled, clockTime, counting, dayIn, type Sentences } from "../sentences.ts";

const of = counting("pl");

export const pl: Sentences = {
  goodbye: "Do usłyszenia.",
  thanks: "Dziękujemy. Do usłyszenia.",
  nobodyAnswered: "Nikt nie odebrał.",
  takeCall: "Masz połączenie. Aby je odebrać, naciśnij 1.",
  menu: {
    notAChoice: "Nie ma takiej możliwości.",
    noSuchNumber: "Nikt nie ma tego numeru.",
    busy: "Linia jest zajęta.",
    enterExtension: "Wprowadź numer wewnętrzny i naciśnij krzyżyk.",
    spellName: "Wprowadź na klawiaturze pierwsze litery nazwiska i naciśnij krzyżyk.",
    nobodyOfThisName: "Nikt się tak nie nazywa.",
    forName: (name, key) => `${name}: naciśnij ${key}.`,
  },
  mailbox: {
    enterPin: "Wprowadź swój pin i naciśnij krzyżyk.",
    wrongPin: "To nie jest właściwy pin. Spróbuj ponownie.",
    fresh: (count) =>
      of(count, {
        none: "Nie masz nowych wiadomości.",
        one: "Masz jedną nową wiadomość.",
        other: `Nowe wiadomości: ${count}.`,
      }),
    saved: (count) =>
      of(count, {
        none: "Nie masz zapisanych wiadomości.",
        one: "Masz jedną zapisaną wiadomość.",
        other: `Zapisane wiadomości: ${count}.`,
      }),
    noMore: "Nie ma więcej wiadomości.",
    deleted: "Wiadomość usunięta.",
    choices:
      "Aby odsłuchać ponownie, naciśnij 1. Aby przejść do następnej, naciśnij 2. Aby usunąć, naciśnij 3. Aby oddzwonić, naciśnij 4. Aby zakończyć, naciśnij gwiazdkę.",
    from: (who, when) => `Od: ${who}, ${when}.`,
    hiddenNumber: "numer ukryty",
    today: (time) => `dzisiaj, godzina ${time}`,
    yesterday: (time) => `wczoraj, godzina ${time}`,
    onDay: (moment, time) => `${dayIn("pl", moment)}, godzina ${time}`,
    time: clockTime,
    full: "Ta skrzynka jest pełna. Do usłyszenia.",
    greeting: (name) => `${name} nie może teraz odebrać. Po sygnale zostaw wiadomość.`,
    greetingOfNobody: "Nikt nie może teraz odebrać. Po sygnale zostaw wiadomość.",
  },
  park: {
    at: (slot) => `Połączenie zaparkowane na ${slot}.`,
    allTaken: "Wszystkie miejsca dla zaparkowanych połączeń są zajęte.",
    nothingHeld:
      "Nie masz zawieszonego połączenia. Zawieś połączenie, które chcesz zaparkować, i wybierz ten kod jeszcze raz.",
    calledInVain: "Nikt nie odebrał. Proszę zadzwonić później.",
  },
  codes: {
    doNotDisturbOn: "Tryb nie przeszkadzać jest włączony.",
    doNotDisturbOff: "Tryb nie przeszkadzać jest wyłączony.",
    forwarded: {
      forwardAlways: (number) => `Twoje połączenia są przekierowywane na numer ${number}.`,
      forwardBusy: (number) =>
        `Gdy linia jest zajęta, twoje połączenia są przekierowywane na numer ${number}.`,
      forwardNoAnswer: (number) =>
        `Gdy nie odbierasz, twoje połączenia są przekierowywane na numer ${number}.`,
      forwardOffline: (number) =>
        `Gdy żaden telefon nie jest podłączony, twoje połączenia są przekierowywane na numer ${number}.`,
    },
    notForwarded: {
      forwardAlways: "Twoje połączenia nie są już przekierowywane.",
      forwardBusy: "Gdy linia jest zajęta, twoje połączenia nie są już przekierowywane.",
      forwardNoAnswer: "Gdy nie odbierasz, twoje połączenia nie są już przekierowywane.",
      forwardOffline: "Gdy żaden telefon nie jest podłączony, twoje połączenia nie są już przekierowywane.",
    },
    askNumber: "Wybierz numer, na który mają być przekierowywane połączenia, i naciśnij krzyżyk.",
    cannotBeCalled: "Stąd nie można zadzwonić pod ten numer. Nic się nie zmieniło.",
  },
  line: {
    isPrivate: "To połączenie jest prywatne.",
    isOpen: "To połączenie jest dostępne dla twojej linii.",
  },
  lost: {
    toThem: "Twoje konto nie obejmuje już połączeń. Do usłyszenia.",
    toTheOther: "Druga strona nie może już brać udziału w połączeniach. Do usłyszenia.",
  },
  emergencyCall: {
    called: (who, number) => `Połączenie alarmowe. ${who}, wybrano numer ${number}.`,
    acknowledge: "Aby potwierdzić, naciśnij dowolny klawisz.",
  },
  emergencyTest: {
    shown: (number) => `To jest test. Połączenie alarmowe stąd pokazałoby numer ${number}.`,
    shownByProvider: "To jest test. Połączenie alarmowe stąd pokazałoby numer podany przez operatora.",
    address: (address) => `Zapisany adres to ${addressSpelled(address, 4)}.`,
    unreadable: (numbers) =>
      `Zapisanego adresu nie można odczytać na głos.${numbers && ` Jego numery to ${numbers}.`}`,
    noAddress: "Nie zapisano żadnego adresu.",
  },
  limit: {
    withinAMinute: "Limit jest prawie wyczerpany. To połączenie zakończy się w ciągu minuty.",
    inAFewSeconds: "To połączenie zakończy się za kilka sekund.",
  },
};
