import { FeedPopover } from "@carillon/react";
import type { TestItem } from "@carillon/react/testing";
import { FeedToasts, type FeedToastsProps } from "@carillon/react/toasts";
import type { ReactElement } from "react";
import { type LanguageCode, languageCode } from "../languages.js";
import { ADA, ago, GRACE, html, item, link, read, samples } from "../samples/items.js";
import { HostBar, Mock } from "../stage.js";
import type { Scene, StoryGroup } from "../story.js";

/** A host's page with toasts over it. They stay, so that they can be looked at. */
function Page(props: FeedToastsProps): ReactElement {
  return (
    <Mock items={(lang) => samples(lang).map((each) => ({ ...each, ...read(1) }))}>
      <HostBar>
        <FeedPopover />
      </HostBar>
      <FeedToasts durationMs={Infinity} {...props} />
    </Mock>
  );
}

/** Lets items arrive, oldest first: only what comes live is a toast. */
const arriving =
  (itemsOf: (lang: LanguageCode) => readonly TestItem[]) =>
  async ({ find, tests: [test] }: Scene): Promise<void> => {
    const store = test?.client.feed().store;
    while (!store?.getSnapshot().isLive) await new Promise(requestAnimationFrame);
    for (const each of itemsOf(languageCode(document.documentElement.lang))) test?.feed.add(each);
    await find(".carillon-toast");
  };

/** The three newest of the usual items, as they come. */
const three = (lang: LanguageCode): readonly TestItem[] =>
  samples(lang)
    .slice(0, 3)
    .reverse()
    .map((each) => ({ ...each, seenAt: null, readAt: null, createdAt: ago(0) }));

const BELL = ".carillon-bell";

export const toasts: StoryGroup = {
  title: "Toasts",
  stories: [
    {
      id: "toasts",
      title: "Toasts",
      about:
        "What arrives live, three at once; more wait for room. A toast waits while the pointer or the focus is on it.",
      code: `import { FeedToasts } from "@carillon/react/toasts";\n\n<FeedToasts onNavigate={(url) => router.push(url)} />`,
      heightPx: 520,
      shows: BELL,
      render: () => <Page />,
      play: arriving(three),
    },
    {
      id: "toast-long",
      title: "A long text",
      about: "A toast shows the first four lines; all of it is in the feed. Lists and links stay what they are.",
      code: `<FeedToasts />`,
      heightPx: 520,
      shows: BELL,
      render: () => <Page />,
      play: arriving(() => [
        item(0, "", {
          actors: [ADA],
          blocks: [
            html(`<p>Release 4, <a href="#notes">all notes</a>:</p><ul><li>Faster lists</li><li>Pins</li></ul>`),
          ],
        }),
        item(0, "The launch plan has changed again, and this time in every section. ".repeat(6), { actors: [GRACE] }),
      ]),
    },
    {
      id: "toasts-top",
      title: "At another place",
      about: "Six places: the corners, and the middle of the top and of the bottom.",
      code: `<FeedToasts position="top" max={2} />`,
      heightPx: 520,
      shows: BELL,
      render: () => <Page position="top" max={2} />,
      play: arriving(three),
    },
    {
      id: "toast-focus",
      title: "By keyboard",
      about: "F8 leads to the toasts and back, Escape closes the one that has the focus. Without a key they wait.",
      code: `<FeedToasts hotkey="Alt+N" />`,
      heightPx: 520,
      shows: BELL,
      render: () => <Page max={2} />,
      async play(scene) {
        await arriving(three)(scene);
        (await scene.find(".carillon-toast .carillon-item-link")).focus();
      },
    },
    {
      id: "own-toast",
      title: "A toast of one's own",
      about: "What it shows is the host's; the frame, the close button and the keys stay.",
      code: `<FeedToasts renderToast={(item, { open }) => <MyToast item={item} onClick={open} />} />`,
      heightPx: 520,
      shows: BELL,
      render: () => (
        <Page
          renderToast={(shown, { open }) => (
            <>
              <span className="stage-tag">Ticket</span> {String(shown.data.title)}{" "}
              <button type="button" className="stage-button stage-small" onClick={open}>
                Open
              </button>
            </>
          )}
        />
      ),
      play: arriving(() => [item(0, "", { data: { title: "4711 was assigned to you" }, blocks: [link("#")] })]),
    },
  ],
};
