import { JsonTree } from "../../../components/facts/json-tree.js";
import { When } from "../../../components/facts/when.js";
import styles from "../../../components/page/forms.module.css";
import { None, Section } from "../../../components/page/section.js";

export interface ChannelDataProps {
  readonly entries: readonly {
    readonly channelKey: string;
    readonly data: Readonly<Record<string, unknown>>;
    readonly updatedAt: string;
  }[];
}

/** Devices and connections by channel. The server shows only the ends of tokens. */
export function ChannelDataSection({ entries }: ChannelDataProps) {
  return (
    <Section title="Channel data" about="Devices and connections. Tokens are shown by their last characters only.">
      {entries.length === 0 && <None>None. Push and chat channels find nobody here.</None>}
      {entries.map(({ channelKey, data, updatedAt }) => (
        <div key={channelKey} className={styles["stack"]}>
          <p>
            <code>{channelKey}</code>{" "}
            <span className={styles["quiet"]}>
              written <When at={updatedAt} />
            </span>
          </p>
          <JsonTree label={`Data of ${channelKey}`} value={data} />
        </div>
      ))}
    </Section>
  );
}
