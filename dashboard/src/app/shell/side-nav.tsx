import { Link } from "@tanstack/react-router";
import { useEnvironmentKey } from "../session/use-environment.js";
import { useSession } from "../session/use-session.js";
import { DESTINATIONS } from "./destinations.js";
import styles from "./side-nav.module.css";

/** The pages, without those that the role may not open. */
export function SideNav({ onGo }: { readonly onGo?: () => void }) {
  const env = useEnvironmentKey();
  const { permissions } = useSession();
  return (
    <nav className={styles["nav"]} aria-label="Pages">
      {DESTINATIONS.map(({ label, members }) => {
        const open = members.filter(({ right }) => permissions.includes(right));
        if (open.length === 0) return null;
        return (
          <section key={label ?? ""}>
            {label !== null && <h2>{label}</h2>}
            <ul>
              {open.map(({ to, label: name, icon: Icon, keys }) => (
                <li key={to}>
                  <Link
                    to={to}
                    params={{ env }}
                    activeOptions={{ exact: to === "/$env" }}
                    title={`${name} (${keys})`}
                    onClick={onGo}
                  >
                    <Icon size={17} strokeWidth={1.8} aria-hidden />
                    <span>{name}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}
