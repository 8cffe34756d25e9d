import type { ConnectionStatus } from "@carillon/client";
import { FeedPopover } from "@carillon/react";
import type { ReactElement } from "react";
import { read, samples } from "../samples/items.js";
import { HostBar, Mock, MockFeed, type MockFeedProps } from "../stage.js";
import type { Story, StoryGroup } from "../story.js";

function LowFeed(props: MockFeedProps): ReactElement {
  return <MockFeed heightPx={440} {...props} />;
}

const connection = (id: string, status: ConnectionStatus, title: string, about: string): Story => ({
  id,
  title,
  about,
  code: `const { status } = useConnection(); // "${status}"`,
  heightPx: 500,
  shows: ".carillon-notice",
  render: () => <LowFeed items={samples} connection={status} />,
});

export const states: StoryGroup = {
  title: "States",
  stories: [
    {
      id: "loading",
      title: "Loading",
      about: "A skeleton while the first page is on its way. It does not move where the reader asked for less motion.",
      code: `<Feed parts={{ Skeleton: MySkeleton }} />`,
      heightPx: 500,
      shows: ".carillon-skeleton",
      render: () => <LowFeed prepare={(feed) => void feed.hold()} />,
    },
    {
      id: "popover-loading",
      title: "Loading, in the popover",
      about:
        "The popover opens at once, with its heading and a skeleton: while its own chunk is on its way, and then its items.",
      code: `<FeedPopover />`,
      heightPx: 560,
      shows: ".carillon-popover .carillon-skeleton",
      render: () => (
        <Mock prepare={(feed) => void feed.hold()}>
          <HostBar>
            <FeedPopover defaultOpen />
          </HostBar>
        </Mock>
      ),
    },
    {
      id: "empty",
      title: "Empty",
      about: "Nothing has come yet.",
      code: `<Feed empty={<MyEmpty />} />`,
      heightPx: 500,
      shows: ".carillon-blank",
      render: () => <LowFeed />,
    },
    {
      id: "empty-unread",
      title: "Nothing unread",
      about: "The list of unread items when all are read.",
      code: `<Feed defaultTab="unread" />`,
      heightPx: 500,
      shows: ".carillon-blank",
      render: () => (
        <LowFeed defaultTab="unread" items={(lang) => samples(lang).map((each) => ({ ...each, ...read(1) }))} />
      ),
    },
    {
      id: "error",
      title: "Error",
      about:
        "Nothing could be loaded. It is tried again by itself; onError hears the reason, which data-reason names too.",
      code: `<FeedProvider onError={(error) => report(error.code)}>`,
      heightPx: 500,
      shows: "[role=alert]",
      render: () => <LowFeed prepare={(feed) => feed.failAll("UNAVAILABLE")} />,
    },
    {
      id: "error-signed-out",
      title: "Error: signed out",
      about: "The reason is one that the reader can act on.",
      code: `error.code === "UNAUTHENTICATED"`,
      heightPx: 500,
      shows: "[role=alert]",
      render: () => <LowFeed prepare={(feed) => feed.failAll("UNAUTHENTICATED")} />,
    },
    connection("offline", "offline", "Offline", "The device has no network. What was loaded stays."),
    connection(
      "reconnecting",
      "reconnecting",
      "Reconnecting",
      "Said after a second and a half: a line that comes back at once is not worth a word.",
    ),
    connection("refused", "refused", "Refused", "The server does not accept the credentials."),
    {
      id: "not-live",
      title: "Not live",
      about: "The page was loaded, but changes do not arrive by themselves. It says so, once.",
      code: `const { isLive, error } = useFeed();`,
      heightPx: 500,
      shows: ".carillon-notice",
      render: () => <LowFeed items={samples} prepare={(feed) => feed.failLive("FORBIDDEN")} />,
    },
    {
      id: "mark-failed",
      title: "A mark that is refused",
      about: "It shows at once and is taken back, with a word.",
      code: `feed.markRead(item).catch((error) => error.code)`,
      heightPx: 500,
      render: () => <LowFeed items={samples} />,
      async play({ find, tests: [test] }) {
        const button = await find(".carillon-item-menu > :first-child");
        test?.feed.failAll("FORBIDDEN");
        button.click();
        const notice = await find('[data-kind="failed"]');
        // Otherwise it goes by itself.
        notice.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
      },
    },
  ],
};
