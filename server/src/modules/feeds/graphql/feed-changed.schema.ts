import { ArgsType, Field, ID } from "type-graphql";
import { FeedVersionScalar } from "../../../platform/graphql/index.js";
import { RecipientRefInput } from "../../objects/index.js";
import { FeedFilterInput } from "./feed-filter.schema.js";

/** The arguments of a feed subscription. */
@ArgsType()
export class FeedChangedArgs {
  @Field(() => RecipientRefInput, { nullable: true, description: "As in `Query.feed`." })
  recipient?: RecipientRefInput | null;

  @Field(() => String, { nullable: true, description: "As in `Query.feed`." })
  channelKey?: string | null;

  @Field(() => ID, { nullable: true, description: "As in `Query.feed`." })
  tenantId?: string | null;

  @Field(() => FeedFilterInput, {
    nullable: true,
    description: "Must equal the filter of the page you hold; to change it, ask for a page again.",
  })
  filter?: FeedFilterInput | null;

  @Field(() => FeedVersionScalar, {
    nullable: true,
    description: "`Feed.version` of what you hold; left out, only what comes from now on.",
  })
  afterVersion?: string | null;
}
