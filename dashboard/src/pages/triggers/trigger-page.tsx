import { getRouteApi } from "@tanstack/react-router";
import { DetailPage } from "../../components/facts/details.js";
import { TriggerDetails } from "./trigger-details.js";

const route = getRouteApi("/$env/triggers/$id");

export function TriggerPage() {
  const { id } = route.useParams();
  return (
    <DetailPage>
      <TriggerDetails key={id} id={id} />
    </DetailPage>
  );
}
