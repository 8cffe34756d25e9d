import { getRouteApi } from "@tanstack/react-router";
import { DetailPage } from "../../components/facts/details.js";
import { RunDetails } from "./run-details.js";

const route = getRouteApi("/$env/runs/$id");

export function RunPage() {
  const { id } = route.useParams();
  return (
    <DetailPage>
      <RunDetails key={id} id={id} />
    </DetailPage>
  );
}
