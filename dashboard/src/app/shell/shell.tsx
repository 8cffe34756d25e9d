import { Outlet } from "@tanstack/react-router";
import { Menu, Search } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { IconButton } from "../../components/frame/icon-button.js";
import { keyWords, useShortcuts } from "../keys/keys.js";
import { useEnvironmentKey } from "../session/use-environment.js";
import { useSession } from "../session/use-session.js";
import { useSessionWatch } from "../session/use-session-watch.js";
import { nextTheme } from "../theme.js";
import { EnvironmentSwitch } from "./environment-switch.js";
import { SideFoot } from "./side-foot.js";
import { SideNav } from "./side-nav.js";
import styles from "./shell.module.css";
import { useGoTo } from "./use-go-to.js";

const Palette = lazy(async () => ({ default: (await import("../palette/palette.js")).Palette }));
const Drawer = lazy(async () => ({ default: (await import("./drawer.js")).Drawer }));
const KeysDialog = lazy(async () => ({ default: (await import("../keys/keys-dialog.js")).KeysDialog }));

type Open = "palette" | "keys" | "drawer" | null;

/** The frame of all pages within an environment. */
export function Shell() {
  const { environment } = useSession();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  useGoTo();
  useSessionWatch(useEnvironmentKey());
  useShortcuts(
    useMemo(
      () => [
        { keys: "mod+k", label: "Find a page, an action or an id", group: "Everywhere", run: () => setOpen("palette") },
        { keys: "?", label: "All keys", group: "Everywhere", run: () => setOpen("keys") },
        { keys: "t", label: "Next theme: system, light, dark", group: "Everywhere", run: nextTheme },
      ],
      [],
    ),
  );
  return (
    <div className={styles["shell"]} data-is-development={environment?.isDevelopment ?? true}>
      <a className={styles["skip"]} href="#main">
        Skip to the page
      </a>
      <header className={styles["top"]}>
        <IconButton label="Pages" aria-haspopup="dialog" onClick={() => setOpen("drawer")}>
          <Menu size={19} aria-hidden />
        </IconButton>
        <EnvironmentSwitch />
        <IconButton label="Find" onClick={() => setOpen("palette")}>
          <Search size={18} aria-hidden />
        </IconButton>
      </header>
      <aside className={styles["side"]} aria-label="Side bar">
        <div className={styles["head"]}>
          <EnvironmentSwitch />
        </div>
        <button type="button" className={styles["find"]} onClick={() => setOpen("palette")} title="Find">
          <Search size={15} aria-hidden />
          <span>Find…</span>
          <kbd>{keyWords("mod+k")[0]}</kbd>
        </button>
        <SideNav />
        <SideFoot onKeys={() => setOpen("keys")} />
      </aside>
      <main id="main" className={styles["main"]} tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>
        {open === "drawer" && (
          <Drawer onClose={close}>
            <SideNav onGo={close} />
            <SideFoot onKeys={() => setOpen("keys")} />
          </Drawer>
        )}
        {open === "palette" && <Palette onClose={close} />}
        {open === "keys" && <KeysDialog onClose={close} />}
      </Suspense>
    </div>
  );
}
