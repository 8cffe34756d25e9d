import { Field, Int, ObjectType } from "type-graphql";

@ObjectType("ErasureCounts", {
  simpleResolvers: true,
  description:
    "The number of entries that a deletion removes, or would remove. Of each sort at most 10,000 are counted.",
})
export class ErasureCounts {
  @Field(() => Int, { description: "Messages on all channels, with their feed items, attempts and events." })
  messages!: number;

  @Field(() => Int, { description: "Runs. Unfinished ones end." })
  runs!: number;

  @Field(() => Int, { description: "Sets of preferences: one for each tenant, and one outside any." })
  preferenceSets!: number;

  @Field(() => Int, { description: "Subscriptions to objects and, of an object, of its subscribers." })
  subscriptions!: number;

  @Field(() => Int, { description: "Channels with data, such as push tokens." })
  channelData!: number;
}
