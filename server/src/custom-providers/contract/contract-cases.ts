import type { Provider } from "../../providers/kit/provider.js";
import { contractCase, ContractError, inapplicableCase, type ContractCase } from "./contract-case.js";
import { declaredCases, isLocal } from "./declared-cases.js";
import { http2Cases } from "./http2-cases.js";
import { httpCases } from "./http-cases.js";
import { minimalRequest } from "./outcome-of.js";
import { smtpCases } from "./smtp-cases.js";

/** All cases of the contract for one provider: its declarations, and its connection to a misbehaving fake on loopback. */
export async function contractCases(provider: Provider): Promise<ContractCase[]> {
  return [...declaredCases(provider), ...(await connectionCases(provider))];
}

async function connectionCases(provider: Provider): Promise<ContractCase[]> {
  if (isLocal(provider)) return [inapplicableCase("misbehaving vendor", "nothing leaves Carillon")];
  let request;
  try {
    request = await minimalRequest(provider);
  } catch (error) {
    return [
      contractCase("a request of a minimal message", () => {
        throw error;
      }),
    ];
  }
  switch (request.kind) {
    case "http":
      return [...httpCases(provider), ...(request.protocol === "h2" ? http2Cases(provider) : [])];
    case "smtp":
      return smtpCases(provider);
    case "local":
      return [
        contractCase("a request of a minimal message", () => {
          throw new ContractError("buildRequest makes no request, and maxBytes is not Infinity.");
        }),
      ];
  }
}
