import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ask } from "../../../api/ask.js";
import { PreviewTemplateDocument } from "../../../api/generated/preview.js";
import { KnownUsersDocument } from "../../../api/generated/simulate.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { ContentView } from "../../../components/content/content-view.js";
import { TextField } from "../../../components/form/text-field.js";
import { isJson, type Json, type WorkflowDocument } from "../../../document/document.js";
import { recipientOf } from "../simulate/story.js";
import { JsonField } from "../templates/json-field.js";
import { keepExample, readExample, type Example } from "./example.js";
import styles from "./preview.module.css";

export interface PreviewProps {
  readonly document: WorkflowDocument;
  readonly channelKey: string;
  readonly template: Json;
}

const QUIET_MS = 300;

/** The message that the server makes of a template for one person. The last good one stays, and says so, beside an error. */
export function Preview({ document, channelKey, template }: PreviewProps) {
  const env = useEnvironmentKey();
  const [example, setExample] = useState(() => readExample(env, document));
  const query = usePreview(useSettled({ workflowKey: document.key, channelKey, template, example }));
  const { data, error } = query;
  const [good, setGood] = useState(data?.content ?? null);
  if (data?.content && data.content !== good) setGood(data.content);
  const isStale = !query.isFetching && (error !== null || data?.content == null);
  const change = (next: Example): void => {
    setExample(next);
    keepExample(env, document.key, next);
  };
  return (
    <section className={styles["preview"]} aria-labelledby="preview" aria-busy={query.isFetching}>
      <h3 id="preview">Preview</h3>
      {good && (
        <div data-is-stale={isStale}>
          {isStale && <p className={styles["stale"]}>The last one that could be shown</p>}
          <ContentView content={good} />
        </div>
      )}
      {error && (
        <p role="alert" className={styles["issue"]}>
          {error.message}
        </p>
      )}
      {data && data.issues.length > 0 && (
        <ul className={styles["issues"]} aria-label="Faults of the template">
          {data.issues.map(({ code, field, line, column, message }) => (
            <li key={`${field} ${line} ${column} ${code}`}>
              <code>
                {field} {line}:{column}
              </code>{" "}
              {message}
            </li>
          ))}
        </ul>
      )}
      {data && data.missingVariables.length > 0 && (
        <p className={styles["missing"]}>
          Not there in this example: <code>{data.missingVariables.join(", ")}</code>
        </p>
      )}
      <ExampleFields example={example} onChange={change} />
    </section>
  );
}

interface Asked {
  readonly workflowKey: string;
  readonly channelKey: string;
  readonly template: Json;
  readonly example: Example;
}

function usePreview({ workflowKey, channelKey, template, example }: Asked) {
  const env = useEnvironmentKey();
  const { recipient, actor, data } = example;
  const input = {
    ...{ workflowKey, channelKey, template, data },
    recipient: fullRecipient(recipient),
    ...(actor === "" ? {} : { actor: fullRecipient(actor) }),
  };
  return useQuery({
    queryKey: [env, "preview", input],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await ask(env, PreviewTemplateDocument, { variables: { input }, signal })).previewTemplate,
  });
}

/** Nobody named is somebody without a name. */
function fullRecipient(text: string) {
  return text === "" ? { user: { userId: "somebody" } } : recipientOf(text);
}

function ExampleFields({
  example,
  onChange,
}: {
  readonly example: Example;
  readonly onChange: (next: Example) => void;
}) {
  const env = useEnvironmentKey();
  const users = useQuery({
    queryKey: [env, "known-users"],
    queryFn: async ({ signal }) => (await ask(env, KnownUsersDocument, { signal })).users?.nodes ?? [],
  });
  const people = (users.data ?? []).map(({ userId }) => userId);
  return (
    <details className={styles["example"]}>
      <summary>
        For <strong>{example.recipient || "somebody"}</strong>, by {example.actor || "nobody"}
      </summary>
      <TextField
        label="Shown for"
        isCode
        value={example.recipient}
        suggestions={people}
        onChange={(recipient) => onChange({ ...example, recipient })}
      />
      <TextField
        label="Actor"
        isCode
        value={example.actor}
        suggestions={people}
        onChange={(actor) => onChange({ ...example, actor })}
      />
      <JsonField
        label="Data"
        value={example.data}
        onChange={(data) => onChange({ ...example, data: isJson(data) ? data : {} })}
      />
    </details>
  );
}

function useSettled(asked: Asked): Asked {
  const [settled, setSettled] = useState(asked);
  const text = JSON.stringify(asked);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as Asked), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
