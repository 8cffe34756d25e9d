import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { ask } from "../../../../api/ask.js";
import { CheckDraftDocument } from "../../../../api/generated/builder.js";
import { workflowOptions, type OpenWorkflow } from "../../one/workflow-query.js";
import { DraftEditor, type EditorPorts, type EditorState, type ServerDraft } from "./draft-editor.js";
import { keepCopy, readCopy } from "./local-copies.js";
import { draftOf, inDocument, saveDraft } from "./save-draft.js";

/** The editor of a workflow's draft, as long as its page is shown. What is not saved when it is left is saved then. */
export function useDraftEditor(env: string, workflow: OpenWorkflow, draft: ServerDraft): DraftEditor {
  const client = useQueryClient();
  const { workflowKey } = workflow;
  const [editor] = useState(() => {
    const ports: EditorPorts = {
      async save(document, revision) {
        const result = await saveDraft(env, document, revision);
        if (result.kind === "saved")
          void client.invalidateQueries({ queryKey: workflowOptions(env, workflowKey).queryKey });
        return result;
      },
      keep: (copy) => keepCopy(env, workflowKey, copy),
      wait(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      now: () => Date.now(),
    };
    return new DraftEditor(draft, ports, readCopy(env, workflowKey));
  });
  useEffect(() => {
    const latest = draftOf(workflow);
    if (latest) editor.follow(latest);
  }, [editor, workflow]);
  useEffect(() => {
    void ask(env, CheckDraftDocument, { variables: { input: { document: editor.document } } }).then(
      ({ checkWorkflow }) => {
        if (checkWorkflow) editor.report(inDocument(checkWorkflow.issues), inDocument(checkWorkflow.warnings));
      },
      () => undefined,
    );
    return () => {
      void editor.flush().then(async () => {
        await client.invalidateQueries({ queryKey: [env, "workflows"] });
        await client.invalidateQueries({ queryKey: workflowOptions(env, workflowKey).queryKey });
      });
    };
  }, [editor, client, env, workflowKey]);
  return editor;
}

export function useEditorState(editor: DraftEditor): EditorState {
  return useSyncExternalStore(editor.subscribe, () => editor.state);
}
