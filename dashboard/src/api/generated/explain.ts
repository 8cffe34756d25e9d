import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const ExplainDocument: TypedDocument<types.ExplainQuery, types.ExplainQueryVariables> =
  "query Explain($input:ExplainInput!){explain(input:$input){verdict cases{code message run{id}trigger{id acceptedAt}messages{id channelKey}}now{messages{channelKey}runs{trace{...Decision}}}}}fragment Decision on TraceEntry{at stepRef code message values}";
