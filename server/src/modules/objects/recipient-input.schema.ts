import { Directive, Field, ID, InputType } from "type-graphql";
import { UserInput } from "../users/index.js";
import { ObjectInput } from "./object.schema.js";

@InputType("ObjectRefInput", { description: "Names an object." })
export class ObjectRefInput {
  @Field(() => String, { description: "The object's collection." })
  collection!: string;

  @Field(() => ID, { description: "Your id of the object." })
  objectId!: string;
}

@Directive("@oneOf")
@InputType("RecipientRefInput", { description: "Names a recipient; reads or writes nothing about it." })
export class RecipientRefInput {
  @Field(() => ID, { nullable: true, description: "A user, by your id." })
  userId?: string | null;

  @Field(() => ObjectRefInput, { nullable: true, description: "An object, by collection and your id." })
  object?: ObjectRefInput | null;
}

@Directive("@oneOf")
@InputType("RecipientInput", { description: "Names a recipient and may create or update it on the way." })
export class RecipientInput {
  @Field(() => ID, { nullable: true, description: "A user you identified before, by your id." })
  userId?: string | null;

  @Field(() => UserInput, { nullable: true, description: "A user to create or update first, as by `identify`." })
  user?: UserInput | null;

  @Field(() => ObjectInput, {
    nullable: true,
    description: "An object; anything beyond collection and objectId is stored first.",
  })
  object?: ObjectInput | null;
}
