import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { DetailLoading, DetailPage, Missing } from "../../../components/facts/details.js";
import { Button } from "../../../components/form/button.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { readDocument, type WorkflowDocument } from "../../../document/document.js";
import { WorkflowHead } from "../one/workflow-head.js";
import { workflowOptions, type OpenWorkflow } from "../one/workflow-query.js";
import { Result } from "./result.js";
import { SendDialog } from "./send-dialog.js";
import { decodeStory, encodeStory, firstStory, type Story } from "./story.js";
import { StoryForm } from "./story-form.js";
import frame from "../one/workflow-frame.module.css";
import styles from "./simulate.module.css";

const route = getRouteApi("/$env/workflows/$key/simulate");

/** What would happen: a story on the left, what it leads to under a virtual clock on the right. Nothing is sent. */
export function SimulatePage() {
  const env = useEnvironmentKey();
  const { key } = route.useParams();
  const query = useQuery(workflowOptions(env, key));
  if (query.isPending) return <DetailLoading label="Loading the workflow" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  const document = readDocument(query.data?.document);
  if (!query.data || !document) {
    return (
      <DetailPage>
        <Missing what="workflow" isAside={false} />
      </DetailPage>
    );
  }
  return <Found key={key} workflow={query.data} document={document} />;
}

interface FoundProps {
  readonly workflow: OpenWorkflow;
  readonly document: WorkflowDocument;
}

function Found({ workflow, document }: FoundProps) {
  const { permissions } = useSession();
  const [story, setStory] = useStory(workflow, document);
  const [isSending, setIsSending] = useState(false);
  const committed = readDocument(workflow.committedDocument);
  const shown = story.useDraft || !committed ? document : committed;
  const canSend = permissions.includes("triggers.create") && workflow.committedVersion !== null;
  return (
    <div className={frame["page"]}>
      <WorkflowHead
        workflow={workflow}
        actions={
          permissions.includes("triggers.create") && (
            <Button
              disabled={!canSend}
              title={canSend ? undefined : "Triggers get what was committed, and nothing is yet."}
              onClick={() => setIsSending(true)}
            >
              Really send…
            </Button>
          )
        }
      />
      <div className={styles["columns"]}>
        <StoryForm workflow={workflow} document={shown} story={story} onChange={setStory} />
        <Result workflow={workflow} document={shown} story={story} />
      </div>
      {isSending && <SendDialog workflow={workflow} story={story} onClose={() => setIsSending(false)} />}
    </div>
  );
}

/** The story of the address. It is written there as it changes, so that a link shows somebody else the same. */
function useStory(workflow: OpenWorkflow, document: WorkflowDocument): [Story, (story: Story) => void] {
  const navigate = useNavigate();
  const hash = useRouterState({ select: ({ location }) => location.hash });
  const [first] = useState(() =>
    firstStory(document, workflow.hasDraft || workflow.committedVersion === null, Date.now()),
  );
  const story = decodeStory(hash) ?? first;
  useEffect(() => {
    if (hash === "") void navigate({ to: ".", hash: encodeStory(first), replace: true });
  }, [hash, first, navigate]);
  return [story, (next) => void navigate({ to: ".", hash: encodeStory(next), replace: true })];
}
