import { useNavigate } from "@tanstack/react-router";
import { useSession } from "../session/use-session.js";
import styles from "./environment-switch.module.css";

/** The environment of the page, and a way to another one if the session may see several. */
export function EnvironmentSwitch() {
  const { environment, environments } = useSession();
  const navigate = useNavigate();
  if (!environment) return null;
  if (environments.length < 2) {
    return (
      <p className={styles["only"]}>
        <span className={styles["mark"]} data-is-development={environment.isDevelopment} aria-hidden />
        <span>{environment.name}</span>
      </p>
    );
  }
  return (
    <label className={styles["choice"]}>
      <span className="visually-hidden">Environment</span>
      <select
        value={environment.key}
        onChange={(event) => void navigate({ to: "/$env", params: { env: event.target.value } })}
      >
        {environments.map(({ key, name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
