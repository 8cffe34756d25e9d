import { addressOf } from "../../app/page-address.js";

/** The call that begins everything, for a terminal. */
export function NotifyCall() {
  return (
    <pre tabIndex={0} role="region" aria-label="The call of notify">{`curl ${addressOf("graphql")} \\
  -H "authorization: Bearer sk_…" \\
  -H "content-type: application/json" \\
  -d '{"query":"mutation { notify(input: { workflowKey: \\"mention\\",
       recipients: [{ to: { userId: \\"grace\\" } }],
       data: { documentId: \\"plans\\" } }) { trigger { id } } }"}'`}</pre>
  );
}

/** How an empty list of triggers is filled. */
export function NotifyHint() {
  return (
    <>
      <p>Each accepted call of `notify` is listed here. Send one:</p>
      <NotifyCall />
    </>
  );
}
