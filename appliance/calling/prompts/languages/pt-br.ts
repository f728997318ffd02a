import { addressSpelled, counting, dayIn, type Sentences } from "../sentences.ts";

const of = counting("pt-BR");

export const ptBr: Sentences = {
  goodbye: "Até logo.",
  thanks: "Obrigado. Até logo.",
  nobodyAnswered: "Ninguém atendeu.",
  takeCall: "Você tem uma chamada. Para atender, tecle 1.",
  menu: {
    notAChoice: "Essa opção não existe.",
    noSuchNumber: "Ninguém tem este número.",
    busy: "A linha está ocupada.",
    enterExtension: "Digite o ramal e tecle jogo da velha.",
    spellName: "Digite as primeiras letras do nome no teclado e tecle jogo da velha.",
    nobodyOfThisName: "Ninguém tem este nome.",
    forName: (name, key) => `Para ${name}, tecle ${key}.`,
  },
  mailbox: {
    enterPin: "Digite sua senha e tecle jogo da velha.",
    wrongPin: "Não está correto. Tente de novo.",
    fresh: (count) =>
      of(count, {
        none: "Você não tem mensagens novas.",
        one: "Você tem uma mensagem nova.",
        other: `Você tem ${count} mensagens novas.`,
      }),
    saved: (count) =>
      of(count, {
        none: "Você não tem mensagens salvas.",
        one: "Você tem uma mensagem salva.",
        other: `Você tem ${count} mensagens salvas.`,
      }),
    noMore: "Não há mais mensagens.",
    deleted: "Mensagem apagada.",
    choices:
      "Para ouvir de novo, tecle 1. Para a próxima, tecle 2. Para apagar, tecle 3. Para ligar de volta, tecle 4. Para terminar, tecle asterisco.",
    from: (who, when) => `De ${who}, ${when}.`,
    hiddenNumber: "alguém com número oculto",
    today: (time) => `hoje, ${time}`,
    yesterday: (time) => `ontem, ${time}`,
    onDay: (moment, time) => `${dayIn("pt-BR", moment)}, ${time}`,
    time: (hours, minutes) => `${hours} hora${hours > 1 ? "s" : ""}${minutes === 0 ? "" : ` e ${minutes}`}`,
    full: "Esta caixa postal está cheia. Até logo.",
    greeting: (name) => `${name} não pode atender sua chamada. Deixe uma mensagem após o sinal.`,
    greetingOfNobody: "Sua chamada não pode ser atendida agora. Deixe uma mensagem após o sinal.",
  },
  park: {
    at: (slot) => `Chamada estacionada em ${slot}.`,
    allTaken: "Todos os lugares para chamadas estacionadas estão ocupados.",
    nothingHeld:
      "Você não tem nenhuma chamada em espera. Coloque em espera a chamada que quer estacionar e disque este código de novo.",
    calledInVain: "Ninguém atendeu. Ligue mais tarde, por favor.",
  },
  codes: {
    doNotDisturbOn: "Não perturbe está ligado.",
    doNotDisturbOff: "Não perturbe está desligado.",
    forwarded: {
      forwardAlways: (number) => `Suas chamadas são encaminhadas para ${number}.`,
      forwardBusy: (number) =>
        `Quando você está em outra chamada, as chamadas são encaminhadas para ${number}.`,
      forwardNoAnswer: (number) => `Quando você não atende, as chamadas são encaminhadas para ${number}.`,
      forwardOffline: (number) =>
        `Quando nenhum telefone está conectado, as chamadas são encaminhadas para ${number}.`,
    },
    notForwarded: {
      forwardAlways: "Suas chamadas não são mais encaminhadas.",
      forwardBusy: "Quando você está em outra chamada, as chamadas não são mais encaminhadas.",
      forwardNoAnswer: "Quando você não atende, as chamadas não são mais encaminhadas.",
      forwardOffline: "Quando nenhum telefone está conectado, as chamadas não são mais encaminhadas.",
    },
    askNumber: "Disque o número para onde encaminhar suas chamadas e tecle jogo da velha.",
    cannotBeCalled: "Não é possível ligar para este número daqui. Nada mudou.",
  },
  line: { isPrivate: "Esta chamada é privada.", isOpen: "Esta chamada está aberta para a sua linha." },
  lost: {
    toThem: "Sua conta não inclui mais chamadas. Até logo.",
    toTheOther: "A outra pessoa não pode mais participar de chamadas. Até logo.",
  },
  emergencyCall: {
    called: (who, number) => `Chamada de emergência. ${who}, ligou para ${number}.`,
    acknowledge: "Para confirmar, pressione qualquer tecla.",
  },
  emergencyTest: {
    shown: (number) => `Isto é um teste. Uma chamada de emergência daqui mostraria o número ${number}.`,
    shownByProvider:
      "Isto é um teste. Uma chamada de emergência daqui mostraria o número dado pela operadora.",
    address: (address) => `O endereço registrado é ${addressSpelled(address, 4)}.`,
    unreadable: (numbers) =>
      `O endereço registrado não pode ser lido em voz alta.${numbers && ` Os números dele são ${numbers}.`}`,
    noAddress: "Não há nenhum endereço registrado.",
  },
  limit: {
    withinAMinute: "Um limite está quase esgotado. Esta chamada termina em menos de um minuto.",
    inAFewSeconds: "Esta chamada termina em poucos segundos.",
  },
};
