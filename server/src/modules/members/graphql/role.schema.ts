import { registerEnumType } from "type-graphql";
import type { Role as MemberRole } from "../../requests/index.js";

/** What a member may do; values may be added. */
export const Role = {
  OWNER: "OWNER",
  ADMIN: "ADMIN",
  DEVELOPER: "DEVELOPER",
  SUPPORT: "SUPPORT",
  READER: "READER",
} as const satisfies Record<MemberRole, MemberRole>;

registerEnumType(Role, {
  name: "Role",
  description: "What a member may do; values may be added.",
  valuesConfig: {
    OWNER: { description: "Everything." },
    ADMIN: { description: "Everything but changes of owners." },
    DEVELOPER: { description: "Workflows, recipients and sending; keys and channels of development environments." },
    SUPPORT: { description: "Recipients and logs, and sending again; no workflows, no keys." },
    READER: {
      description:
        "Reads workflows, logs and recipients, and simulates; no personal data where the environment hides them.",
    },
  },
});
