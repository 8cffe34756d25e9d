import type { LayerFragment } from "../../../api/generated/operations.js";
import { JsonBlock } from "../../../components/facts/details.js";
import { When } from "../../../components/facts/when.js";
import { None, Section } from "../../../components/page/section.js";
import styles from "./layers.module.css";
import { typeWords } from "../../../components/facts/channel-type.js";

type Rule = LayerFragment["rules"][number];

const NAMES: Readonly<Record<string, string>> = {
  ENVIRONMENT: "Defaults of the environment",
  TENANT: "Defaults of the tenant",
  RECIPIENT: "Their own",
};

/** The layers of preferences as they were written, weakest first. */
export function Layers({ layers }: { readonly layers: readonly LayerFragment[] }) {
  return (
    <Section
      title="As written"
      about="Later layers go before earlier ones, except where a default overrides the recipient."
    >
      {layers.map((layer) => (
        <div key={`${layer.source} ${layer.tenantId ?? ""}`} className={styles["layer"]}>
          <h3>
            {NAMES[layer.source] ?? layer.source}
            {layer.source === "RECIPIENT" && layer.tenantId !== null && ` in ${layer.tenantId}`}
            {layer.updatedAt !== null && (
              <span>
                written <When at={layer.updatedAt} />
              </span>
            )}
          </h3>
          {layer.rules.length === 0 && layer.commercialSubscribed === null ? (
            <None>Nothing was written.</None>
          ) : (
            <ul>
              {layer.commercialSubscribed !== null && (
                <li>Commercial messages: {layer.commercialSubscribed ? "subscribed" : "not subscribed"}</li>
              )}
              {layer.rules.map((rule) => (
                <li key={JSON.stringify(rule)}>
                  <p>
                    <strong data-allows={rule.allow !== false}>{rule.allow === false ? "No" : "Yes"}</strong>{" "}
                    {aboutOf(rule)}
                    {rule.when !== null && ", while a condition holds"}
                    {rule.overridesRecipient && <em> overrides the recipient</em>}
                  </p>
                  {rule.when !== null && <JsonBlock label="Condition of the rule" value={rule.when} />}
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </Section>
  );
}

/** What a rule is about, such as `the category social by Email`. */
function aboutOf({ workflowKey, category, channelKey, channelType }: Rule) {
  const by = channelKey ?? (channelType === null ? null : typeWords(channelType));
  return (
    <>
      {workflowKey !== null ? (
        <>
          the workflow <code>{workflowKey}</code>
        </>
      ) : category !== null ? (
        <>
          the category <code>{category}</code>
        </>
      ) : (
        "everything"
      )}
      {by !== null && <> by {channelKey === null ? by : <code>{by}</code>}</>}
    </>
  );
}
