import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "../../api/ask.js";
import { MessageDocument } from "../../api/generated/message.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { DeliveryMark } from "../../components/marks/delivery-mark.js";
import { DetailLoading, Details, DetailTitle, Facts, Missing } from "../../components/facts/details.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { personId } from "../../components/facts/person-id.js";
import { PersonName } from "../../components/facts/person-name.js";
import { When } from "../../components/facts/when.js";
import { Attempts } from "./attempts.js";
import { Content } from "./content/content.js";
import { Engagement } from "./engagement.js";
import { Events } from "./events.js";
import type { FoundMessage } from "./found-message.js";

export interface MessageDetailsProps {
  readonly id: string;
  /** Whether it is shown beside a list, and so no page of its own. */
  readonly isAside?: boolean;
}

/** One message: what it says, how it was delivered, and what became of it. */
export function MessageDetails({ id, isAside = false }: MessageDetailsProps) {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: [env, "message", id],
    queryFn: async ({ signal }) => (await ask(env, MessageDocument, { variables: { id }, signal })).node,
  });
  if (query.isPending) return <DetailLoading label="Loading the message" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  const message = query.data;
  if (!message || !("channelKey" in message)) return <Missing what="message" isAside={isAside} />;
  return <Found message={message} isAside={isAside} />;
}

function Found({ message, isAside }: { readonly message: FoundMessage; readonly isAside: boolean }) {
  const env = useEnvironmentKey();
  const { recipient, tenant, run } = message;
  const who = recipient ? (recipient.name ?? personId(recipient)) : "a deleted recipient";
  const title = `${message.channelKey} message for ${who}`;
  return (
    <Details>
      <DetailTitle isAside={isAside} name={title}>
        <Link to="/$env/messages/$id" params={{ env, id: message.id }}>
          {title}
        </Link>
      </DetailTitle>
      <Facts
        facts={[
          ["Delivery", <DeliveryMark key="delivery" status={message.deliveryStatus} />],
          ["Undelivered because", "undeliveredReason" in message && message.undeliveredReason],
          ["Engagement", <Engagement key="engagement" {...message} />],
          ["Recipient", <PersonName key="recipient" person={recipient} />],
          ["Made", <When key="made" at={message.createdAt} />],
          ["Workflow", <code key="workflow">{message.workflowKey}</code>],
          [
            "Run",
            run && (
              <Link key="run" to="/$env/runs/$id" params={{ env, id: run.id }}>
                Why it was made
              </Link>
            ),
          ],
          ["Tenant", tenant && (tenant.name ?? tenant.tenantId)],
          ["Id", <code key="id">{message.id}</code>],
        ]}
      />
      <Content message={message} />
      {"attempts" in message && <Attempts attempts={message.attempts} />}
      <Events events={message.events} />
    </Details>
  );
}
