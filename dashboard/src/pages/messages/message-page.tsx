import { getRouteApi } from "@tanstack/react-router";
import { DetailPage } from "../../components/facts/details.js";
import { MessageDetails } from "./message-details.js";

const route = getRouteApi("/$env/messages/$id");

export function MessagePage() {
  const { id } = route.useParams();
  return (
    <DetailPage>
      <MessageDetails key={id} id={id} />
    </DetailPage>
  );
}
