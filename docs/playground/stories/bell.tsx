import { FeedBell, FeedPopover } from "@carillon/react";
import type { ReactElement, ReactNode } from "react";
import { many, samples } from "../samples/items.js";
import { HostBar, Mock } from "../stage.js";
import type { StoryGroup } from "../story.js";

function Labelled({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    <figure className="stage-figure">
      {children}
      <figcaption>{label}</figcaption>
    </figure>
  );
}

const NEW = [{ text: "One" }, { text: "Two" }, { text: "Three" }];
const HUNDREDS = Array.from({ length: 120 }, (_, index) => ({ text: `Item ${index}` }));

export const bell: StoryGroup = {
  title: "Bell",
  stories: [
    {
      id: "bell",
      title: "Counts",
      about: "The badge counts what the reader has not seen yet, and is gone at zero. It grows away from the bell.",
      code: `<FeedBell />\n<FeedBell badgeMax={9} />\n<FeedBell badge="unread" />`,
      heightPx: 160,
      shows: ".carillon-badge",
      render: () => (
        <div className="stage-row">
          <Labelled label="nothing new">
            <Mock>
              <FeedBell />
            </Mock>
          </Labelled>
          <Labelled label="three new">
            <Mock items={NEW}>
              <FeedBell />
            </Mock>
          </Labelled>
          <Labelled label="badgeMax 99">
            <Mock items={HUNDREDS}>
              <FeedBell />
            </Mock>
          </Labelled>
          <Labelled label="badgeMax 9">
            <Mock items={HUNDREDS}>
              <FeedBell badgeMax={9} />
            </Mock>
          </Labelled>
          <Labelled label="unread">
            <Mock items={samples}>
              <FeedBell badge="unread" />
            </Mock>
          </Labelled>
        </div>
      ),
    },
    {
      id: "bell-not-live",
      title: "Not live",
      about: "While the line is away the bell keeps the last count; the list inside says what is wrong.",
      code: `const { status } = useConnection(); // "reconnecting"`,
      heightPx: 160,
      shows: ".carillon-badge",
      render: () => (
        <Mock items={NEW} connection="reconnecting">
          <HostBar>
            <FeedBell />
          </HostBar>
        </Mock>
      ),
    },
    {
      id: "trigger",
      title: "A trigger of one's own",
      about: "Any button may open the popover. It is told the counts and whether the popover is open.",
      code: `<FeedPopover trigger={(props, { counts }) => <button {...props}>Inbox ({counts.unread})</button>} />`,
      heightPx: 520,
      render: () => (
        <Mock items={samples}>
          <HostBar>
            <FeedPopover
              defaultOpen
              marksSeen={false}
              trigger={(props, { counts }) => (
                <button type="button" className="stage-button" {...props}>
                  Inbox ({counts.unread})
                </button>
              )}
            />
          </HostBar>
        </Mock>
      ),
    },
    {
      id: "popover",
      title: "Popover",
      about:
        "As high as what is in it, up to a limit; a sheet at the bottom of a narrow page. Escape and a click outside close it.",
      code: `<FeedPopover defaultOpen onNavigate={(url) => router.push(url)} />`,
      render: () => (
        <Mock items={samples}>
          <HostBar>
            <FeedPopover defaultOpen marksSeen={false} />
          </HostBar>
        </Mock>
      ),
    },
    {
      id: "popover-long",
      title: "Popover, full",
      about: "More than fits: the list scrolls within the popover, and loads older items before its end is reached.",
      code: `<FeedPopover defaultOpen />`,
      render: () => (
        <Mock items={() => many(60)}>
          <HostBar>
            <FeedPopover defaultOpen marksSeen={false} />
          </HostBar>
        </Mock>
      ),
    },
  ],
};
