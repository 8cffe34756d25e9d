import { readDocument, whyNotSteps, type Json, type WorkflowDocument } from "../../../../document/document.js";
import { isSameJson } from "../../../../document/diff.js";
import { begin, change, redo, undo, type History } from "../../../../document/history.js";

/** Something wrong with the document. The path begins in the document. */
export interface DraftIssue {
  readonly path: readonly string[];
  readonly code: string;
  readonly message: string;
}

/** A draft as the server has it. */
export interface ServerDraft {
  readonly document: WorkflowDocument;
  readonly revision: number;
  /** Who saved it; null if nobody is known. */
  readonly savedBy: string | null;
}

export type SaveResult =
  | { readonly kind: "saved"; readonly revision: number; readonly warnings: readonly DraftIssue[] }
  | { readonly kind: "invalid"; readonly issues: readonly DraftIssue[] }
  | { readonly kind: "conflict"; readonly theirs: ServerDraft }
  | { readonly kind: "failed"; readonly message: string };

/** What this browser keeps until the server has it. */
export interface LocalCopy {
  readonly document: WorkflowDocument;
  readonly base: WorkflowDocument;
  readonly revision: number;
}

export interface EditorPorts {
  readonly save: (document: Json, revision: number) => Promise<SaveResult>;
  /** Keeps a copy in the browser; null deletes it. */
  readonly keep: (copy: LocalCopy | null) => void;
  /** Calls back after a time. Returns what forgets it. */
  readonly wait: (ms: number, run: () => void) => () => void;
  readonly now: () => number;
}

export type SaveState = "saved" | "waiting" | "saving" | "invalid" | "conflict" | "failed";

export interface EditorState {
  readonly history: History<WorkflowDocument>;
  readonly save: SaveState;
  /** Text of the JSON view that is no document of steps; null if the text is the document. */
  readonly text: { readonly value: string; readonly why: string } | null;
  readonly issues: readonly DraftIssue[];
  readonly warnings: readonly DraftIssue[];
  /** What somebody else saved meanwhile. */
  readonly theirs: ServerDraft | null;
  /** What the server has, as far as is known. */
  readonly server: ServerDraft;
  /** When this page saved last; null for never. */
  readonly savedAt: number | null;
  readonly failure: string | null;
}

const SAVE_AFTER_MS = 800;
const AGAIN_AFTER_MS = 5000;

/**
 * The draft of one workflow while somebody edits it. Each change is kept in the browser at once and saved 800 ms after
 * the last one.
 *
 * saved → waiting (a change) → saving → saved, or waiting again if there was a change meanwhile
 * saving → invalid (until the next change) | failed (tries again after 5 s) | conflict (until `resolve`)
 */
export class DraftEditor {
  readonly #ports: EditorPorts;
  readonly #listeners = new Set<() => void>();
  #state: EditorState;
  #forget: (() => void) | null = null;

  constructor(server: ServerDraft, ports: EditorPorts, copy: LocalCopy | null = null) {
    this.#ports = ports;
    this.#state = {
      ...{ history: begin(server.document), save: "saved", text: null, issues: [], warnings: [] },
      ...{ theirs: null, server, savedAt: null, failure: null },
    };
    if (copy && !isSameJson(copy.document, server.document)) this.#restore(copy);
    else if (copy) ports.keep(null);
  }

  get state(): EditorState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get document(): WorkflowDocument {
    return this.#state.history.present;
  }

  /** Changes the document. Changes of the same topic in a row are one step of undo. */
  edit(next: WorkflowDocument, topic: string | null = null): void {
    const history = change(this.#state.history, next, topic);
    if (history !== this.#state.history) this.#changed({ history, text: null });
  }

  /** The whole document as text. Text that is no document locks the steps until it is mended. */
  type(value: string): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(value);
    } catch (error) {
      this.#lock(value, error instanceof Error ? error.message : String(error));
      return;
    }
    const document = readDocument(parsed);
    if (!document) this.#lock(value, whyNotSteps(parsed) ?? "This is no workflow.");
    else if (document.key !== this.document.key) this.#lock(value, `The key must stay “${this.document.key}”.`);
    else if (isSameJson(document, this.document)) this.#set({ text: null });
    else this.edit(document, "text");
  }

  undo(): void {
    if (this.#state.text) this.#set({ text: null });
    else this.#travel(undo(this.#state.history));
  }

  redo(): void {
    this.#travel(redo(this.#state.history));
  }

  /** Takes over what somebody else saved, if nothing is changed here. */
  follow(server: ServerDraft): void {
    const { save, server: known, text } = this.#state;
    if (save !== "saved" || text || server.revision <= known.revision) return;
    const history = isSameJson(server.document, this.document) ? this.#state.history : begin(server.document);
    this.#set({ server, history, issues: [], warnings: [] });
  }

  /** Ends a conflict with a document that takes their changes into account; the change can be undone. */
  resolve(document: WorkflowDocument): void {
    const { theirs, history } = this.#state;
    if (!theirs) return;
    this.#set({ server: theirs, theirs: null, save: "waiting" });
    if (isSameJson(document, theirs.document)) {
      this.#set({ history: change(history, theirs.document), save: "saved", text: null });
      this.#ports.keep(null);
    } else this.#changed({ history: change(history, document), text: null });
  }

  /** What the server says of the document, asked without saving. */
  report(issues: readonly DraftIssue[], warnings: readonly DraftIssue[]): void {
    if (this.#state.save === "saved") this.#set({ issues, warnings });
  }

  /** Saves at once, such as before a commit. True once the server has the document. */
  async flush(): Promise<boolean> {
    this.#forget?.();
    this.#forget = null;
    const { save, text } = this.#state;
    if (text || save === "conflict") return false;
    if (save === "saved") return true;
    if (save === "saving") return this.#untilSettled();
    return this.#save();
  }

  async #save(): Promise<boolean> {
    const document = this.document;
    const { server } = this.#state;
    this.#set({ save: "saving" });
    const result = await this.#ports.save(document, server.revision);
    switch (result.kind) {
      case "saved":
        return this.#saved(document, result);
      case "invalid":
        this.#set({ save: this.document === document ? "invalid" : "waiting", issues: result.issues, warnings: [] });
        break;
      case "conflict":
        this.#set({ save: "conflict", theirs: result.theirs });
        return false;
      case "failed":
        this.#set({ save: "failed", failure: result.message });
        this.#schedule(AGAIN_AFTER_MS);
        return false;
    }
    if (this.document !== document) this.#schedule(SAVE_AFTER_MS);
    return false;
  }

  async #saved(document: WorkflowDocument, { revision, warnings }: SaveResult & { kind: "saved" }): Promise<boolean> {
    const server = { document, revision, savedBy: null };
    const common = { server, issues: [], warnings, savedAt: this.#ports.now(), failure: null };
    if (this.document === document) {
      this.#set({ ...common, save: "saved" });
      this.#ports.keep(null);
      return true;
    }
    this.#set({ ...common, save: "waiting" });
    this.#keep();
    this.#schedule(SAVE_AFTER_MS);
    return false;
  }

  #untilSettled(): Promise<boolean> {
    return new Promise((resolve) => {
      const forget = this.subscribe(() => {
        if (this.#state.save === "saving") return;
        forget();
        resolve(this.#state.save === "saved" ? true : this.flush());
      });
    });
  }

  #restore({ document, base, revision }: LocalCopy): void {
    const { server, history } = this.#state;
    const restored = change(history, document);
    if (revision === server.revision) this.#changed({ history: restored });
    else {
      const before = { document: base, revision, savedBy: null };
      this.#set({ history: restored, server: before, theirs: server, save: "conflict" });
    }
  }

  #travel(history: History<WorkflowDocument>): void {
    if (history !== this.#state.history) this.#changed({ history });
  }

  #lock(value: string, why: string): void {
    this.#forget?.();
    this.#set({ text: { value, why } });
  }

  #changed(change: Partial<EditorState>): void {
    const { save } = this.#state;
    this.#set({ ...change, save: save === "saving" || save === "conflict" ? save : "waiting" });
    this.#keep();
    if (this.#state.save === "waiting") this.#schedule(SAVE_AFTER_MS);
  }

  #keep(): void {
    const { server } = this.#state;
    this.#ports.keep({ document: this.document, base: server.document, revision: server.revision });
  }

  #schedule(ms: number): void {
    this.#forget?.();
    this.#forget = this.#ports.wait(ms, () => void this.flush());
  }

  #set(change: Partial<EditorState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
