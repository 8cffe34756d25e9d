import { resend } from "../../dist/providers/resend/provider.js";

/**
 * Resend without a rate: a vendor that answers 429 at random would keep Carillon at the two requests a second that Resend declares,
 * and a run with thousands of messages would take hours.
 */
export default { ...resend, key: "resend-unlimited", name: "Resend without a rate", rateLimit: null };
