import {
  Box,
  Building2,
  ChartLine,
  CircleHelp,
  Hourglass,
  Layers,
  Monitor,
  ScrollText,
  UserCog,
  House,
  KeyRound,
  MailX,
  MessageSquare,
  Route,
  Send,
  SlidersHorizontal,
  Users,
  Workflow,
  Zap,
  type LucideIcon,
} from "lucide-react";

/** A page that the side bar leads to. */
export interface Destination {
  readonly to:
    | "/$env"
    | "/$env/workflows"
    | "/$env/triggers"
    | "/$env/runs"
    | "/$env/messages"
    | "/$env/why"
    | "/$env/in-flight"
    | "/$env/analytics"
    | "/$env/users"
    | "/$env/objects"
    | "/$env/tenants"
    | "/$env/preferences"
    | "/$env/dead-letters"
    | "/$env/channels"
    | "/$env/keys"
    | "/settings/members"
    | "/settings/sessions"
    | "/settings/audit"
    | "/settings/environments";
  readonly label: string;
  readonly icon: LucideIcon;
  /** The keys that go there. */
  readonly keys: string;
  /** The right without which it is not shown. */
  readonly right: string;
}

export interface DestinationGroup {
  readonly label: string | null;
  readonly members: readonly Destination[];
}

export const DESTINATIONS: readonly DestinationGroup[] = [
  {
    label: null,
    members: [{ to: "/$env", label: "Overview", icon: House, keys: "g h", right: "environments.read" }],
  },
  {
    label: "Build",
    members: [{ to: "/$env/workflows", label: "Workflows", icon: Workflow, keys: "g w", right: "workflows.read" }],
  },
  {
    label: "Observe",
    members: [
      { to: "/$env/triggers", label: "Triggers", icon: Zap, keys: "g t", right: "triggers.read" },
      { to: "/$env/runs", label: "Runs", icon: Route, keys: "g r", right: "runs.read" },
      { to: "/$env/messages", label: "Messages", icon: MessageSquare, keys: "g m", right: "messages.read" },
      { to: "/$env/why", label: "Why", icon: CircleHelp, keys: "g y", right: "runs.read" },
      { to: "/$env/in-flight", label: "In flight", icon: Hourglass, keys: "g i", right: "runs.read" },
      { to: "/$env/analytics", label: "Analytics", icon: ChartLine, keys: "g a", right: "messages.read" },
      { to: "/$env/dead-letters", label: "Dead letters", icon: MailX, keys: "g d", right: "messages.read" },
    ],
  },
  {
    label: "People",
    members: [
      { to: "/$env/users", label: "Users", icon: Users, keys: "g u", right: "users.read" },
      { to: "/$env/objects", label: "Objects", icon: Box, keys: "g o", right: "objects.read" },
      { to: "/$env/tenants", label: "Tenants", icon: Building2, keys: "g n", right: "tenants.read" },
      {
        to: "/$env/preferences",
        label: "Preferences",
        icon: SlidersHorizontal,
        keys: "g p",
        right: "preferences.read",
      },
    ],
  },
  {
    label: "Set up",
    members: [
      { to: "/$env/channels", label: "Channels", icon: Send, keys: "g c", right: "channels.read" },
      { to: "/$env/keys", label: "Keys", icon: KeyRound, keys: "g k", right: "environments.read" },
    ],
  },
  {
    label: "Account",
    members: [
      { to: "/settings/environments", label: "Environments", icon: Layers, keys: "g e", right: "environments.change" },
      { to: "/settings/members", label: "Members", icon: UserCog, keys: "g b", right: "members.read" },
      { to: "/settings/audit", label: "Audit log", icon: ScrollText, keys: "g l", right: "audit.read" },
      { to: "/settings/sessions", label: "Sessions", icon: Monitor, keys: "g s", right: "sessions.own" },
    ],
  },
];
