import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { MembersDocument } from "../../../api/generated/members.js";
import type { ListedMemberFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { When } from "../../../components/facts/when.js";
import { Button } from "../../../components/form/button.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { InviteDialog } from "./invite-dialog.js";
import { RemoveDialog } from "./remove-dialog.js";
import { RoleDialog } from "./role-dialog.js";
import { roleWords } from "./roles.js";
import { SettingsFrame } from "../settings-frame.js";
import styles from "../settings.module.css";

const SHOWN_MAX = 100;

type Open = { readonly what: "invite" } | { readonly what: "role" | "remove"; readonly member: ListedMemberFragment };

/** Who works here, and with which role. */
export function MembersPage() {
  const env = useEnvironmentKey();
  const { permissions } = useSession();
  const [open, setOpen] = useState<Open | null>(null);
  const mayRead = permissions.includes("members.read");
  const query = useQuery({
    queryKey: ["members"],
    enabled: mayRead,
    queryFn: async ({ signal }) => {
      const { members } = await ask(env, MembersDocument, { variables: { first: SHOWN_MAX }, signal });
      if (!members) throw new Error("The server answered without members.");
      return members;
    },
  });
  const mayChange = permissions.includes("members.change");
  const close = () => setOpen(null);
  return (
    <SettingsFrame
      title="Members"
      about="Who works in this dashboard. A changed role begins with a new sign-in; whoever is removed is out within 5 seconds."
      right="members.read"
      action={
        mayChange && (
          <Button kind="main" onClick={() => setOpen({ what: "invite" })}>
            Invite…
          </Button>
        )
      }
    >
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && mayRead && <p role="status" aria-label="Loading members" />}
      {query.isSuccess && query.data.nodes.length === 0 && (
        <p className={styles["about"]}>
          Nobody yet. You are here as the person who runs this development server; others come in by an invitation.
        </p>
      )}
      {query.isSuccess && query.data.nodes.length > 0 && (
        <div className={styles["scroll"]}>
          <table className={styles["table"]} aria-label="Members">
            <thead>
              <tr>
                <th scope="col">Member</th>
                <th scope="col">Role</th>
                <th scope="col">Signs in by</th>
                <th scope="col">Last seen</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data.nodes.map((member) => (
                <MemberRow key={member.id} member={member} mayChange={mayChange} onOpen={setOpen} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.data?.pageInfo.hasNextPage === true && <p className={styles["about"]}>The first {SHOWN_MAX} are shown.</p>}
      {open?.what === "invite" && <InviteDialog onClose={close} />}
      {open?.what === "role" && <RoleDialog member={open.member} onClose={close} />}
      {open?.what === "remove" && <RemoveDialog member={open.member} onClose={close} />}
    </SettingsFrame>
  );
}

interface MemberRowProps {
  readonly member: ListedMemberFragment;
  readonly mayChange: boolean;
  readonly onOpen: (open: Open) => void;
}

function MemberRow({ member, mayChange, onOpen }: MemberRowProps) {
  const { id, email, name, role, signInMethod, joinedAt, lastSeenAt, environmentRoles } = member;
  const own = useSession().role;
  const mayTouch = mayChange && (role !== "OWNER" || own === "OWNER");
  return (
    <tr>
      <th scope="row">
        <strong>{name ?? email}</strong>
        {name !== null && <span>{email}</span>}
      </th>
      <td>
        {roleWords(role)}
        {environmentRoles.map((each) => (
          <div key={each.environmentKey} className={styles["soft"]}>
            {roleWords(each.role)} in <code>{each.environmentKey}</code>
          </div>
        ))}
      </td>
      <td>
        {joinedAt === null ? (
          <span className={styles["badge"]} data-is-open>
            invited
          </span>
        ) : (
          <span className={styles["badge"]}>{signInMethod === "OIDC" ? "company account" : "password"}</span>
        )}
      </td>
      <td data-label="Last seen">
        {lastSeenAt === null ? <span className={styles["soft"]}>never</span> : <When at={lastSeenAt} />}
      </td>
      <td>
        <div className={styles["actions"]}>
          {joinedAt !== null && (
            <Link to="/settings/sessions" search={{ member: id }} aria-label={`Sessions of ${email}`}>
              Sessions
            </Link>
          )}
          {mayTouch && (
            <>
              <Button title={`Role of ${email}`} onClick={() => onOpen({ what: "role", member })}>
                Role…
              </Button>
              <Button kind="danger" title={`Remove ${email}`} onClick={() => onOpen({ what: "remove", member })}>
                Remove…
              </Button>
            </>
          )}
        </div>
      </td>
    </tr>
  );
}
