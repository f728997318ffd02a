import { addressSpelled, counting, dayIn, type Sentences } from "../sentences.ts";

const of = counting("es");

export const es: Sentences = {
  goodbye: "Adiós.",
  thanks: "Gracias. Adiós.",
  nobodyAnswered: "Nadie ha contestado.",
  takeCall: "Tienes una llamada. Para aceptarla, pulsa 1.",
  menu: {
    notAChoice: "Esa opción no existe.",
    noSuchNumber: "Nadie tiene este número.",
    busy: "La línea está ocupada.",
    enterExtension: "Marca la extensión y pulsa almohadilla.",
    spellName: "Deletrea las primeras letras del nombre en el teclado y pulsa almohadilla.",
    nobodyOfThisName: "Nadie tiene este nombre.",
    forName: (name, key) => `Para ${name}, pulsa ${key}.`,
  },
  mailbox: {
    enterPin: "Marca tu PIN y pulsa almohadilla.",
    wrongPin: "No es correcto. Inténtalo de nuevo.",
    fresh: (count) =>
      of(count, {
        none: "No tienes mensajes nuevos.",
        one: "Tienes un mensaje nuevo.",
        other: `Tienes ${count} mensajes nuevos.`,
      }),
    saved: (count) =>
      of(count, {
        none: "No tienes mensajes guardados.",
        one: "Tienes un mensaje guardado.",
        other: `Tienes ${count} mensajes guardados.`,
      }),
    noMore: "No hay más mensajes.",
    deleted: "Mensaje borrado.",
    choices:
      "Para oírlo de nuevo, pulsa 1. Para el siguiente, pulsa 2. Para borrarlo, pulsa 3. Para devolver la llamada, pulsa 4. Para terminar, pulsa asterisco.",
    from: (who, when) => `De ${who}, ${when}.`,
    hiddenNumber: "alguien con número oculto",
    today: (time) => `hoy a ${time}`,
    yesterday: (time) => `ayer a ${time}`,
    onDay: (moment, time) => `el ${dayIn("es", moment)} a ${time}`,
    time: (hours, minutes) =>
      `${hours === 1 ? "la 1" : `las ${hours}`}${minutes === 0 ? "" : ` y ${minutes}`}`,
    full: "Este buzón está lleno. Adiós.",
    greeting: (name) => `${name} no puede contestar la llamada. Deja un mensaje después de la señal.`,
    greetingOfNobody: "Ahora no se puede contestar la llamada. Deja un mensaje después de la señal.",
  },
  park: {
    at: (slot) => `Llamada aparcada en el ${slot}.`,
    allTaken: "Todos los lugares para llamadas aparcadas están ocupados.",
    nothingHeld:
      "No tienes ninguna llamada en espera. Pon en espera la llamada que quieres aparcar y marca otra vez este código.",
    calledInVain: "Nadie ha contestado. Llama más tarde, por favor.",
  },
  codes: {
    doNotDisturbOn: "No molestar está activado.",
    doNotDisturbOff: "No molestar está desactivado.",
    forwarded: {
      forwardAlways: (number) => `Tus llamadas se desvían al ${number}.`,
      forwardBusy: (number) => `Cuando comunicas, tus llamadas se desvían al ${number}.`,
      forwardNoAnswer: (number) => `Cuando no contestas, tus llamadas se desvían al ${number}.`,
      forwardOffline: (number) =>
        `Cuando no hay ningún teléfono conectado, tus llamadas se desvían al ${number}.`,
    },
    notForwarded: {
      forwardAlways: "Tus llamadas ya no se desvían.",
      forwardBusy: "Cuando comunicas, tus llamadas ya no se desvían.",
      forwardNoAnswer: "Cuando no contestas, tus llamadas ya no se desvían.",
      forwardOffline: "Cuando no hay ningún teléfono conectado, tus llamadas ya no se desvían.",
    },
    askNumber: "Marca el número al que se desviarán tus llamadas y pulsa almohadilla.",
    cannotBeCalled: "No se puede llamar a este número desde aquí. No ha cambiado nada.",
  },
  line: { isPrivate: "Esta llamada es privada.", isOpen: "Esta llamada está abierta a tu línea." },
  lost: {
    toThem: "Tu cuenta ya no incluye llamadas. Adiós.",
    toTheOther: "La otra persona ya no puede participar en llamadas. Adiós.",
  },
  emergencyCall: {
    called: (who, number) => `Llamada de emergencia. ${who}, ha llamado al ${number}.`,
    acknowledge: "Para confirmar, pulse cualquier tecla.",
  },
  emergencyTest: {
    shown: (number) =>
      `Esto es una prueba. Una llamada de emergencia desde aquí mostraría el número ${number}.`,
    shownByProvider:
      "Esto es una prueba. Una llamada de emergencia desde aquí mostraría el número que da el operador.",
    address: (address) => `La dirección registrada es ${addressSpelled(address, 5)}.`,
    unreadable: (numbers) =>
      `La dirección registrada no se puede leer en voz alta.${numbers && ` Sus números son ${numbers}.`}`,
    noAddress: "No hay ninguna dirección registrada.",
  },
  limit: {
    withinAMinute: "Casi se ha alcanzado un límite. Esta llamada termina en menos de un minuto.",
    inAFewSeconds: "Esta llamada termina en unos segundos.",
  },
};
