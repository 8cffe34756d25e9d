import { PreferencePanel } from "@carillon/react/preferences";
import type { ReactElement } from "react";
import { CHOICES } from "../samples/choices.js";
import { Mock, type MockProps } from "../stage.js";
import type { StoryGroup } from "../story.js";

function Panel(props: Omit<MockProps, "children">): ReactElement {
  return (
    <Mock {...props}>
      <div className="stage-panel">
        <PreferencePanel />
      </div>
    </Mock>
  );
}

export const preferences: StoryGroup = {
  title: "Preferences",
  stories: [
    {
      id: "preferences",
      title: "Choices",
      about: "Workflows and categories by channel. What the person cannot decide is fixed, and says who decided.",
      code: `import { PreferencePanel } from "@carillon/react/preferences";\n\n<PreferencePanel />`,
      heightPx: 820,
      shows: ".carillon-preference-table",
      render: () => <Panel preferences={CHOICES} />,
    },
    {
      id: "preferences-loading",
      title: "Loading",
      about: "While the choices are on their way.",
      code: `<PreferencePanel />`,
      heightPx: 220,
      shows: ".carillon-preference-blank",
      render: () => <Panel prepare={(feed) => void feed.hold()} />,
    },
    {
      id: "preferences-empty",
      title: "Nothing to choose",
      about: "The environment has no workflow that is offered.",
      code: `<PreferencePanel />`,
      heightPx: 220,
      shows: ".carillon-preferences:not([aria-busy]) .carillon-preference-blank",
      render: () => <Panel />,
    },
    {
      id: "preferences-error",
      title: "Error",
      about: "The choices could not be loaded.",
      code: `<PreferencePanel />`,
      heightPx: 220,
      shows: "[role=alert]",
      render: () => <Panel prepare={(feed) => feed.failAll("UNAVAILABLE")} />,
    },
    {
      id: "preferences-refused",
      title: "A choice that is refused",
      about: "It shows at once and is taken back, with a word.",
      code: `preferences.setAllowed(choice, false).catch((error) => error.code)`,
      heightPx: 520,
      shows: ".carillon-preference-table",
      render: () => <Panel preferences={CHOICES.slice(0, 9)} />,
      async play({ find, tests: [test] }) {
        const box = await find(".carillon-preference-box");
        test?.feed.failAll("FORBIDDEN");
        box.click();
        await find(".carillon-preference-failed");
      },
    },
  ],
};
