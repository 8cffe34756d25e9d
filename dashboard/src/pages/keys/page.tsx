import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useSession } from "../../app/session/use-session.js";
import { DetailPage, Details } from "../../components/facts/details.js";
import { PageTitle } from "../../components/frame/page-title.js";
import { None } from "../../components/page/section.js";
import { ApiKeys } from "./api-keys.js";
import { HowToCall } from "./how-to-call.js";
import { SigningKeys } from "./signing-keys.js";

/** The keys by which backends and browsers call this environment. */
export function KeysPage() {
  const env = useEnvironmentKey();
  const { permissions, environment } = useSession();
  const mayRead = permissions.includes("keys.read");
  const mayChange = permissions.includes("keys.change");
  return (
    <DetailPage>
      <Details>
        <PageTitle name="Keys" />
        <p>
          They belong to the environment <code>{env}</code> alone.
        </p>
        {!mayRead && (
          <None>
            Your role may not see the keys of {environment?.name ?? "this environment"}. An owner or an admin sees and
            makes them{environment?.isDevelopment === true ? "; npm start prints those that it made" : ""}.
          </None>
        )}
        {mayRead && <ApiKeys mayChange={mayChange} />}
        {mayRead && <SigningKeys mayChange={mayChange} />}
        <HowToCall />
      </Details>
    </DetailPage>
  );
}
