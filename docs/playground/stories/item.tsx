import { FeedItem, type FeedItemProps } from "@carillon/react";
import type { ReactElement } from "react";
import { ADA, ALAN, ago, buttons, GRACE, html, item, link, person, read, samples } from "../samples/items.js";
import { MockFeed, type MockFeedProps } from "../stage.js";
import type { StoryGroup } from "../story.js";

const RICH = `<h2>Release 4</h2><p>Three changes, <a href="#notes">all notes</a>:</p><ul><li>Faster lists</li><li>Snoozing</li></ul>
<ol><li>Update</li><li>Restart</li></ol><blockquote><p>Well done, everyone.</p></blockquote>
<pre><code>npm install @carillon/react@latest</code></pre><p>Set <code>groupsByDate</code>, or <del>nothing</del> <em>less</em>.</p>`;
const LONG = "The launch plan has changed again, and this time in every section. ".repeat(14);
const UNBROKEN = "https://example.com/a/very/long/address/without/any/place/to/break/it/and-it-goes-on-and-on-and-on";
const WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

const ALPHABETS = [
  "Η <strong>Ελένη</strong> σχολίασε το σχέδιό σας",
  "<strong>Ольга</strong> прокомментировала ваш документ",
  "علّقت <strong>ليلى</strong> على خطة الإطلاق",
  "<strong>נועה</strong> הגיבה על תוכנית ההשקה",
  "<strong>佐藤</strong>さんがコメントしました",
  "<strong>이수진</strong> 님이 댓글을 남겼습니다",
];

function Plain(props: MockFeedProps): ReactElement {
  return <MockFeed hasTabs={false} {...props} />;
}

function Throws(props: FeedItemProps): ReactElement {
  if (props.position === 2) throw new Error("This renderer fails at the second item.");
  return <FeedItem {...props} />;
}

export const items: StoryGroup = {
  title: "Item",
  stories: [
    {
      id: "blocks",
      title: "Blocks of every kind",
      about:
        "Plain text, rich text with lists, quotes and code, and buttons. A heading in a text is no heading of the page.",
      code: `{ "markdown": "## Release 4 …", "buttons": [{ "name": "primary", "label": "Update" }] }`,
      heightPx: 700,
      render: () => (
        <Plain
          items={() => [
            item(2, "", {
              blocks: [{ __typename: "TextBlock", name: "body", text: "Plain text: 1 < 2 & *no* markup." }],
            }),
            item(30, "", { ...read(9), actors: [GRACE], blocks: [html(RICH), link("#"), buttons("Update", "Later")] }),
            item(90, "Without a link: choosing it marks it as read.", {
              ...read(9),
              blocks: [html("<p>Without a link.</p>")],
            }),
          ]}
          heightPx={660}
        />
      ),
      play: async ({ find }) => (await find(".carillon-more")).click(),
    },
    {
      id: "long",
      title: "Long texts",
      about: "The beginning of a long text, and the rest on demand. Words and addresses that do not end are broken.",
      code: `// no code: it is so by itself`,
      render: () => (
        <Plain
          items={() => [
            item(2, LONG, { actors: [ADA] }),
            item(9, UNBROKEN, { ...read(2), actors: [person("x", WORD)] }),
            item(20, WORD, { ...read(2), tenant: { id: "t", tenantId: "t", name: `${WORD} & Co.` } }),
            item(30, "Short", {
              ...read(2),
              blocks: [
                html("<p>Short.</p>"),
                buttons("A button with a great many words on it", "Another one", "Third"),
              ],
            }),
          ]}
        />
      ),
    },
    {
      id: "alphabets",
      title: "Other alphabets",
      about: "Each text keeps its own direction, at the side where the list begins.",
      code: `// no code: it is so by itself`,
      render: () => (
        <Plain
          items={() =>
            ALPHABETS.map((words, index) =>
              item(index * 7 + 1, words, {
                ...(index > 2 ? read(1) : {}),
                actors: [person(`p${index}`, /<strong>(.+)<\/strong>/.exec(words)?.[1] ?? null)],
              }),
            )
          }
        />
      ),
    },
    {
      id: "avatars",
      title: "Avatars",
      about: "Pictures, initials where there is none or it cannot be loaded, and a sign where there is no name either.",
      code: `<Avatar actor={actor} />`,
      render: () => (
        <Plain
          items={() => [
            item(1, "With a picture", { actors: [person("pic", "Mary Jackson", "picture.svg")] }),
            item(2, "A picture that cannot be loaded", {
              actors: [person("broken", "Dorothy Vaughan", "no-such-picture.png")],
            }),
            item(3, "Initials", { ...read(1), actors: [ALAN] }),
            item(4, "No name, only an id", { ...read(1), actors: [person("u-4711", null)] }),
            item(5, "Neither name nor id to show", { ...read(1), actors: [person("\u200b", " ")] }),
            item(6, "Two, and 12 more", { ...read(1), actors: [GRACE, ADA], actorCount: 14 }),
            item(7, "Nobody: the system", read(1)),
          ]}
        />
      ),
    },
    {
      id: "actions",
      title: "Actions",
      about:
        "Mark as read, snooze, archive. They show with the pointer or the focus, and always where nothing can hover.",
      code: `<Feed onItemClick={…} onButtonClick={…} />`,
      render: () => <Plain items={() => samples("en")} />,
      play: async ({ find }) => (await find(".carillon-item-menu > :first-child")).focus(),
    },
    {
      id: "snooze",
      title: "Snooze",
      about: "Until when? A few times, or one of the reader's own. The choices lie within the item.",
      code: `feed.snooze(item, new Date("2027-01-08T09:00"))`,
      render: () => <Plain items={samples} />,
      async play({ find }) {
        (await find(".carillon-item-menu > [aria-expanded]")).click();
        await find(".carillon-snooze");
      },
    },
    {
      id: "throws",
      title: "A renderer that throws",
      about: "It loses its own item; the others stay, and onError of the provider hears of it.",
      code: `<Feed parts={{ Item: MyItem }} />`,
      render: () => <MockFeed items={samples} parts={{ Item: Throws }} />,
    },
    {
      id: "own-item",
      title: "Words of one's own",
      about: "The frame, the times and the actions stay; what the item says is the host's.",
      code: `const MyItem = (props) => <FeedItem {...props}>{props.item.data.title}</FeedItem>;`,
      render: () => (
        <Plain
          items={() => [item(3, "", { data: { title: "Ticket 4711 was assigned to you" }, createdAt: ago(3) })]}
          heightPx={300}
          parts={{ Item: OwnItem }}
        />
      ),
      heightPx: 360,
    },
  ],
};

function OwnItem(props: FeedItemProps): ReactElement {
  return (
    <FeedItem {...props}>
      <span className="stage-tag">Ticket</span> {String(props.item.data.title)}
    </FeedItem>
  );
}
