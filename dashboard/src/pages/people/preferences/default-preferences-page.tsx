import { Link } from "@tanstack/react-router";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { DetailPage, Details } from "../../../components/facts/details.js";
import { PageTitle } from "../../../components/frame/page-title.js";
import { Preferences } from "./preferences.js";

const OWNER = { kind: "environment", tenantId: null } as const;

/** What everybody gets who has chosen nothing. */
export function DefaultPreferencesPage() {
  const env = useEnvironmentKey();
  return (
    <DetailPage>
      <Details>
        <PageTitle name="Default preferences" />
        <p>
          They hold for everybody who has not chosen otherwise. A{" "}
          <Link to="/$env/tenants" params={{ env }}>
            tenant
          </Link>{" "}
          may have defaults of its own, which go before these.
        </p>
        <Preferences owner={OWNER} />
      </Details>
    </DetailPage>
  );
}
