import {
  Bell,
  Clock,
  Globe,
  Layers,
  ListFilter,
  Mail,
  MessagesSquare,
  Smartphone,
  Split,
  type LucideIcon,
} from "lucide-react";
import { isJson, type Step } from "../../document/document.js";

const ICONS: Readonly<Record<string, LucideIcon>> = {
  delay: Clock,
  batch: Layers,
  throttle: ListFilter,
  branch: Split,
};

/** By a member that only templates of this kind of channel have. */
const CHANNELS: readonly (readonly [member: string, icon: LucideIcon])[] = [
  ["subject", Mail],
  ["method", Globe],
  ["body", Smartphone],
  ["isSilent", Smartphone],
  ["json", MessagesSquare],
  ["summary", MessagesSquare],
];

export function StepIcon({ step, size = 17 }: { readonly step: Step; readonly size?: number }) {
  const Icon = ICONS[step.type] ?? channelIcon(step);
  return <Icon size={size} strokeWidth={1.8} aria-hidden />;
}

function channelIcon({ template, channelKey }: Step): LucideIcon {
  if (!isJson(template)) return Bell;
  if (channelKey === "sms") return Smartphone;
  return CHANNELS.find(([member]) => member in template)?.[1] ?? Bell;
}
