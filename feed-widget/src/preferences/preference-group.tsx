"use client";
import type { ChannelType } from "@carillon/client";
import { choiceKey, type PreferenceChoice } from "@carillon/client/preferences";
import { type ReactElement, useId } from "react";
import type { PreferenceLabels } from "./preference-labels.js";
import { notesOf, type PreferenceRow, reasonOf } from "./preference-rows.js";

interface Shared {
  readonly columns: readonly ChannelType[];
  readonly labels: PreferenceLabels;
  /** Id of the heading of a column. */
  columnId(channelType: ChannelType): string;
  onChoose(choice: PreferenceChoice, isAllowed: boolean): void;
}

export interface PreferenceGroupProps extends Shared {
  /** Heading above the rows, if there is one. */
  readonly title?: string;
  readonly rows: readonly PreferenceRow[];
}

/** Rows of one section of the table. */
export function PreferenceGroup({ title, rows, ...shared }: PreferenceGroupProps): ReactElement | null {
  if (rows.length === 0) return null;
  return (
    <tbody>
      {title !== undefined && (
        <tr>
          <th scope="rowgroup" colSpan={shared.columns.length + 1} className="carillon-preference-group">
            {title}
          </th>
        </tr>
      )}
      {rows.map((row) => (
        <PreferenceLine key={row.key} row={row} {...shared} />
      ))}
    </tbody>
  );
}

function PreferenceLine({ row, ...shared }: Shared & { readonly row: PreferenceRow }): ReactElement {
  const { columns, labels } = shared;
  const id = useId();
  const notes = notesOf(row, labels);
  const noteId = (index: number): string => `${id}note${index}`;
  return (
    <tr>
      <th scope="row" className="carillon-preference-name">
        <span id={id}>{row.name || labels.everything}</span>
        {notes.map(({ text, channelTypes }, index) => (
          <span key={text} className="carillon-preference-note">
            {channelTypes.length < row.choices.length &&
              `${channelTypes.map((type) => labels.channels[type]).join(", ")}: `}
            <span id={noteId(index)}>{text}</span>
          </span>
        ))}
      </th>
      {columns.map((channelType) => {
        const choice = row.choices.find((each) => each.channelType === channelType);
        if (choice === undefined) return <td key={channelType} />;
        const note = notes.findIndex(({ text }) => text === reasonOf(choice, labels));
        return (
          <td key={choiceKey(choice)}>
            <PreferenceBox
              choice={choice}
              labelledBy={`${id} ${shared.columnId(channelType)}`}
              describedBy={note < 0 ? undefined : noteId(note)}
              onChoose={shared.onChoose}
            />
          </td>
        );
      })}
    </tr>
  );
}

interface PreferenceBoxProps extends Pick<Shared, "onChoose"> {
  readonly choice: PreferenceChoice;
  readonly labelledBy: string;
  readonly describedBy: string | undefined;
}

/** A checkbox. A fixed one stays focusable, so that screen readers can read its reason. */
function PreferenceBox({ choice, labelledBy, describedBy, onChoose }: PreferenceBoxProps): ReactElement {
  const { isAllowed, isFixed } = choice;
  return (
    <input
      type="checkbox"
      className="carillon-preference-box"
      ref={(box) => {
        if (box) box.indeterminate = isAllowed === null;
      }}
      checked={isAllowed === true}
      aria-disabled={isFixed || undefined}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onChange={(event) => {
        if (!isFixed) onChoose(choice, event.currentTarget.checked);
      }}
    />
  );
}
