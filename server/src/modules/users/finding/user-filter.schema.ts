import { Field, InputType } from "type-graphql";

@InputType("UserFilterInput", { description: "Selects users; all given parts must hold." })
export class UserFilterInput {
  @Field(() => String, { nullable: true, description: "Only users with exactly this email address; case is ignored." })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Only users with exactly this phone number; spaces and punctuation are ignored.",
  })
  phoneNumber?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Only users whose id, name or last word of the name begins with this, or whose email address or phone number is " +
      "exactly this; case is ignored. Of each of these, the first 1,000 in alphabetical order.",
  })
  search?: string | null;
}
