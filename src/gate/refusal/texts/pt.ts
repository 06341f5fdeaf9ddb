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
