import { Keyboard, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { IconButton } from "../../components/frame/icon-button.js";
import { addressOf, hasLocalDoor } from "../page-address.js";
import { signOut } from "../session/sign-in.js";
import { useSession } from "../session/use-session.js";
import { nextTheme, useTheme } from "../theme.js";
import styles from "./side-foot.module.css";

const ICONS = { system: Monitor, light: Sun, dark: Moon };
const ROLES: Readonly<Record<string, string>> = {
  OWNER: "Owner",
  ADMIN: "Admin",
  DEVELOPER: "Developer",
  SUPPORT: "Support",
  READER: "Reader",
};

/** Who one is here, and what concerns the browser alone. */
export function SideFoot({ onKeys }: { readonly onKeys: () => void }) {
  const { role } = useSession();
  const theme = useTheme();
  const Icon = ICONS[theme];
  return (
    <div className={styles["foot"]}>
      <p>{ROLES[role] ?? role}</p>
      <IconButton label={`Theme: ${theme} (t)`} onClick={nextTheme}>
        <Icon size={17} aria-hidden />
      </IconButton>
      <IconButton label="All keys (?)" onClick={onKeys}>
        <Keyboard size={17} aria-hidden />
      </IconButton>
      <IconButton label="Sign out" onClick={() => void leave()}>
        <LogOut size={17} aria-hidden />
      </IconButton>
    </div>
  );
}

/** Of a development server to its first page: the dashboard's own would sign in again. */
async function leave(): Promise<void> {
  await signOut();
  location.assign(addressOf(hasLocalDoor ? "" : "dashboard/sign-in"));
}
