import { AppError } from "../../platform/errors/index.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Role } from "../requests/index.js";
import type { Passwords } from "./access/password.service.js";
import { normalEmail } from "./access/email-address.js";
import type { MemberRepository, MemberRow } from "./member.repository.js";
import type { MemberSessions } from "./member-sessions.js";

/** What an identity provider says of a person, whose address it has verified. */
export interface ProvidedPerson {
  /** Issuer and subject. */
  subject: string;
  email: string;
  name: string | null;
  /** By the claims that the operator named; null if none of them fits. */
  role: Role | null;
}

/** Finds the member who signs in. */
export class MemberSignIn {
  readonly #runtime: Runtime;
  readonly #members: MemberRepository;
  readonly #passwords: Passwords;
  readonly #sessions: MemberSessions;

  constructor(
    runtime: Runtime,
    { members, passwords }: { members: MemberRepository; passwords: Passwords },
    sessions: MemberSessions,
  ) {
    this.#runtime = runtime;
    this.#members = members;
    this.#passwords = passwords;
    this.#sessions = sessions;
  }

  /** Null where address and password do not fit together; which of them is wrong shows in nothing, not even in the time. */
  async byPassword(address: string, password: string): Promise<MemberRow | null> {
    const { database } = this.#runtime;
    const email = normalEmail(address);
    const found = email === null ? null : await this.#members.passwordHash(database, email);
    const fits = await this.#passwords.fits(found?.password_hash ?? null, password);
    return fits && found ? this.#members.byId(database, found.id) : null;
  }

  /**
   * The member of a person of the identity provider: found by its subject, or at the first sign-in by the verified address.
   * Without an invitation and without a role by claim, nobody gets in. Whose role came by a claim gets the claim's role at each
   * sign-in, and loses access with the claim; a role that a person gave stays.
   */
  async byProvider(person: ProvidedPerson): Promise<MemberRow> {
    const email = normalEmail(person.email);
    if (email === null) throw new AppError("FORBIDDEN", "The identity provider gives no email address.");
    const { member, ended } = await this.#runtime.database.transaction(async (tx) => {
      await this.#members.lock(tx);
      const known = await this.#known(tx, person.subject, email);
      const isByHand = known !== null && !known.is_role_claimed;
      const role = isByHand ? known.role : person.role;
      if (role === null) return { member: null, ended: known ? await this.#sessions.endAll(tx, known.id) : [] };
      const id = known?.id ?? (await this.#make(tx, email, role));
      const at = new Date(this.#runtime.clock.now());
      const change = { subject: person.subject, name: person.name, role, isRoleClaimed: !isByHand, at };
      await this.#members.joinByProvider(tx, id, change);
      const hasChanged = known !== null && known.role !== role;
      return { member: await this.#members.byId(tx, id), ended: hasChanged ? await this.#sessions.endAll(tx, id) : [] };
    });
    this.#sessions.tellEnd(ended);
    if (member) return member;
    throw new AppError("FORBIDDEN", `Nobody has let ${email} in: ask an owner for an invitation.`);
  }

  async #known(tx: Tx, subject: string, email: string): Promise<MemberRow | null> {
    const same = await this.#members.bySubject(tx, subject);
    if (same) return same;
    const invited = await this.#members.byEmail(tx, email);
    if (!invited || invited.oidc_subject === null) return invited;
    throw new AppError("FORBIDDEN", `The address ${email} belongs to another account of the identity provider.`);
  }

  async #make(tx: Tx, email: string, role: Role): Promise<string> {
    const made = await this.#members.insert(tx, {
      ...{ id: this.#runtime.newUuid(), email, name: null, role, is_role_claimed: true, sign_in_method: "OIDC" },
      ...{ oidc_subject: null, password_hash: null, joined_at: null },
      created_at: new Date(this.#runtime.clock.now()),
    });
    if (made) return made.id;
    throw new Error("A member was made under a lock.");
  }
}
