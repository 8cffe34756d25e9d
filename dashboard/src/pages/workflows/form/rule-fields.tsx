import { NumberField } from "../../../components/form/number-field.js";
import { CheckField, SelectField } from "../../../components/form/select-field.js";
import { textOf, withMember, type Json } from "../../../document/document.js";
import styles from "./form.module.css";

const DAYS = [
  ["mon", "Mon"],
  ["tue", "Tue"],
  ["wed", "Wed"],
  ["thu", "Thu"],
  ["fri", "Fri"],
  ["sat", "Sat"],
  ["sun", "Sun"],
] as const;

const NAMED: Readonly<Record<string, readonly string[]>> = {
  weekdays: ["mon", "tue", "wed", "thu", "fri"],
  weekends: ["sat", "sun"],
};

export interface RuleFieldsProps {
  readonly rule: Json;
  readonly onChange: (rule: Json) => void;
}

/** Moments that recur in the recipient's time zone. */
export function RuleFields({ rule, onChange }: RuleFieldsProps) {
  const frequency = textOf(rule, "frequency") || "daily";
  const { days, hours, minutes, dayOfMonth } = rule;
  const chosen = Array.isArray(days) ? days.map(String) : (NAMED[String(days)] ?? []);
  const set = (name: string, value: unknown): void => onChange(withMember({ ...rule, frequency }, name, value));
  const setDays = (day: string, isOn: boolean): void => {
    const next = DAYS.map(([key]) => key).filter((key) => (key === day ? isOn : chosen.includes(key)));
    set("days", next.length === 0 ? undefined : next);
  };
  const numberOf = (value: unknown) => (typeof value === "number" ? value : undefined);
  return (
    <>
      <SelectField
        label="How often"
        value={frequency}
        choices={["hourly", "daily", "weekly", "monthly"].map((each) => [each, each] as const)}
        onChange={(next) =>
          onChange({
            frequency: next,
            ...(typeof minutes === "number" ? { minutes } : {}),
            ...(next !== "hourly" && typeof hours === "number" ? { hours } : {}),
          })
        }
      />
      {frequency === "weekly" && (
        <fieldset className={styles["days"]}>
          <legend>On</legend>
          {DAYS.map(([key, words]) => (
            <CheckField
              key={key}
              label={words}
              checked={chosen.includes(key)}
              onChange={(isOn) => setDays(key, isOn)}
            />
          ))}
        </fieldset>
      )}
      {frequency === "monthly" && (
        <NumberField
          label="Day of the month"
          min={1}
          max={31}
          value={numberOf(dayOfMonth) ?? numberOf(rule["day_of_month"])}
          onChange={(next) => onChange(withMember(withMember(rule, "day_of_month", undefined), "dayOfMonth", next))}
        />
      )}
      <div className={styles["pair"]}>
        {frequency !== "hourly" && (
          <NumberField label="Hour" min={0} max={23} value={numberOf(hours)} onChange={(next) => set("hours", next)} />
        )}
        <NumberField
          label="Minute"
          min={0}
          max={55}
          hint="in steps of 5"
          value={numberOf(minutes)}
          onChange={(next) => set("minutes", next)}
        />
      </div>
    </>
  );
}
