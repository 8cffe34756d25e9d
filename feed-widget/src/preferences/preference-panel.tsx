"use client";
import type { CarillonErrorLike, ChannelType } from "@carillon/client";
import type { PreferencesOptions } from "@carillon/client/preferences";
import { type ReactElement, useId, useMemo, useState } from "react";
import { useBellContext } from "../provider/bell-context.js";
import { PreferenceGroup } from "./preference-group.js";
import { englishPreferenceLabels, type PreferenceLabels } from "./preference-labels.js";
import { preferenceTable } from "./preference-rows.js";
import { type PreferencesState, usePreferences } from "./use-preferences.js";

export interface PreferencePanelProps extends PreferencesOptions {
  /** Texts that replace those of the provider's language. @example `{ title: "What we send you" }` */
  readonly labels?: Partial<PreferenceLabels>;
  /** Level of the heading within the page. Default: 2. */
  readonly headingLevel?: number;
  /** Whether there is a choice for commercial messages. Default: true. */
  readonly hasCommercial?: boolean;
  readonly className?: string;
}

/**
 * A table of what is sent by which channel: everything, categories and workflows. Choices show at once and are taken back, with a word,
 * if they cannot be stored; what the person cannot decide says who does. Stands in a `<FeedProvider>`; its styles are
 * `@carillon/react/styles.css` and `@carillon/react/preferences.css`.
 *
 * @example
 * <PreferencePanel tenantId="acme" />
 */
export function PreferencePanel(props: PreferencePanelProps): ReactElement {
  const { theme, dir, locale, language } = useBellContext();
  const state = usePreferences(props);
  const titleId = useId();
  const labels = useMemo(
    () => ({ ...(language?.preferences ?? englishPreferenceLabels), ...props.labels }),
    [language, props.labels],
  );
  return (
    <section
      aria-labelledby={titleId}
      aria-busy={state.status === "loading" || undefined}
      data-theme={theme}
      data-carillon-own={props.className ? "" : undefined}
      dir={dir}
      lang={language ? locale : undefined}
      className={["carillon", "carillon-preferences", props.className].filter(Boolean).join(" ")}
    >
      <div id={titleId} role="heading" aria-level={props.headingLevel ?? 2} className="carillon-title">
        {labels.title}
      </div>
      <PanelBody state={state} labels={labels} titleId={titleId} hasCommercial={props.hasCommercial ?? true} />
    </section>
  );
}

interface PanelBodyProps {
  readonly state: PreferencesState;
  readonly labels: PreferenceLabels;
  readonly titleId: string;
  readonly hasCommercial: boolean;
}

function PanelBody({ state, labels, titleId, hasCommercial }: PanelBodyProps): ReactElement {
  const { bellLabels } = useBellContext();
  const { status, choices, preferences } = state;
  if (status === "loading") return <p className="carillon-preference-blank">{labels.loading}</p>;
  if (status === "error") {
    return (
      <div className="carillon-preference-blank" role="alert" data-reason={state.error?.code}>
        <p>{labels.errorTitle}</p>
        <button
          type="button"
          className="carillon-button"
          onClick={() => void preferences.refetch().catch(() => undefined)}
        >
          {bellLabels.retry}
        </button>
      </div>
    );
  }
  if (choices.length === 0) return <p className="carillon-preference-blank">{labels.empty}</p>;
  return <PanelTable state={state} labels={labels} titleId={titleId} hasCommercial={hasCommercial} />;
}

function PanelTable({ state, labels, titleId, hasCommercial }: PanelBodyProps): ReactElement {
  const { choices, commercialSubscribed, preferences } = state;
  const { outcome, save } = useSaving();
  const id = useId();
  const table = useMemo(() => preferenceTable(choices), [choices]);
  const columnId = (channelType: ChannelType): string => `${id}${channelType}`;
  const shared: Omit<Parameters<typeof PreferenceGroup>[0], "rows"> = {
    columns: table.columns,
    labels,
    columnId,
    onChoose: (choice, isAllowed) => save(preferences.setAllowed(choice, isAllowed)),
  };
  return (
    <>
      <div className="carillon-preference-scroll">
        <table aria-labelledby={titleId} className="carillon-preference-table">
          <thead>
            <tr>
              <td />
              {table.columns.map((channelType) => (
                <th key={channelType} scope="col" id={columnId(channelType)}>
                  {labels.channels[channelType]}
                </th>
              ))}
            </tr>
          </thead>
          <PreferenceGroup {...shared} rows={table.everything} />
          <PreferenceGroup {...shared} title={labels.categories} rows={table.categories} />
          <PreferenceGroup {...shared} title={labels.workflows} rows={table.workflows} />
        </table>
      </div>
      {hasCommercial && (
        <label className="carillon-preference-commercial">
          <input
            type="checkbox"
            className="carillon-preference-box"
            checked={commercialSubscribed}
            onChange={(event) => save(preferences.setCommercial(event.currentTarget.checked))}
          />
          {labels.commercial}
        </label>
      )}
      <p role="alert" className={outcome === "failed" ? "carillon-preference-failed" : "carillon-hidden"}>
        {outcome === "failed" && labels.saveFailed}
      </p>
      <p role="status" className="carillon-hidden">
        {outcome === "saved" && labels.saved}
      </p>
    </>
  );
}

/** The result of the last choice, for the announcement; null while a choice is being saved. */
function useSaving(): { outcome: "saved" | "failed" | null; save(call: Promise<void>): void } {
  const { reportError } = useBellContext();
  const [outcome, setOutcome] = useState<"saved" | "failed" | null>(null);
  const save = (call: Promise<void>): void => {
    setOutcome(null);
    call.then(
      () => setOutcome("saved"),
      (error: unknown) => {
        setOutcome("failed");
        // The SDK rejects with no other type.
        reportError(error as CarillonErrorLike);
      },
    );
  };
  return { outcome, save };
}
