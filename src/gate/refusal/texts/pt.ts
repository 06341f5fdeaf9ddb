import type { RefusalTexts } from "./texts.ts";

/** Brazilian spelling; worded so that it reads well in Portugal too. */
export const pt: RefusalTexts = {
  language: "pt",
  direction: "ltr",
  labels: {
    address: "Seu endereço",
    reference: "Referência",
    contact: "Contato:",
    whatToDo: "O que fazer",
  },
  address_not_allowed: {
    title: "Acesso não permitido a partir deste endereço",
    explanation: "O endereço usado para este acesso não está na lista de endereços confiáveis desta conta.",
    leaveVpn: "Se estiver usando uma VPN ou um proxy, desative-o e recarregue esta página.",
    askAdministrator: "Peça ao administrador que adicione à lista o endereço mostrado acima e informe a referência.",
  },
  request: {
    title: "Pedir acesso",
    explanation:
      "Os administradores desta conta veem o que você escrever aqui, o seu endereço e o seu dispositivo, e podem permitir o acesso.",
    name: "Seu nome",
    reason: "Motivo (opcional, em poucas palavras)",
    send: "Enviar pedido",
    faults: {
      stale: "Este formulário ficou aberto por tempo demais ou o seu endereço mudou. Envie-o novamente.",
      no_name: "Informe o seu nome.",
      too_long: "Um texto é longo demais. Escreva no máximo 200 caracteres.",
    },
    sent: {
      title: "Seu pedido foi enviado",
      explanation: "Os administradores desta conta receberam o seu pedido. Esta página não muda sozinha.",
      next: "O que acontece agora",
      wait: "Quando lhe disserem que o acesso foi liberado, recarregue esta página. Se ninguém responder, fale com o seu administrador e informe a referência.",
      tryAgain: "Tentar abrir o produto novamente",
    },
    full: {
      title: "Há pedidos demais em espera",
      explanation: "O seu pedido não pôde ser aceito, porque muitos outros esperam resposta.",
    },
  },
  unknown_host: {
    title: "Nada encontrado aqui",
    explanation: "Não há nenhum serviço neste endereço da web. Verifique se ele foi digitado corretamente.",
  },
  unavailable: {
    title: "Temporariamente indisponível",
    explanation: "Não foi possível atender à sua solicitação agora. Tente novamente em alguns instantes.",
  },
  misconfigured: {
    title: "Serviço indisponível",
    explanation:
      "Este serviço não está configurado corretamente. Avise os responsáveis por ele e informe a referência.",
  },
  rate_limited: {
    title: "Solicitações demais",
    explanation: "Foram recebidas solicitações demais da sua conexão. Aguarde um momento e tente novamente.",
  },
};
