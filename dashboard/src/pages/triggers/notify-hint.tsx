import { addressOf } from "../../app/page-address.js";

/** The call that fills an empty list. */
export function NotifyHint() {
  return (
    <>
      <p>Each accepted call of `notify` is listed here. Send one:</p>
      <pre tabIndex={0}>{`curl ${addressOf("graphql")} \\
  -H "authorization: Bearer sk_…" \\
  -H "content-type: application/json" \\
  -d '{"query":"mutation { notify(input: { workflowKey: \\"mention\\",
       recipients: [{ to: { userId: \\"grace\\" } }],
       data: { documentId: \\"plans\\" } }) { trigger { id } } }"}'`}</pre>
    </>
  );
}
