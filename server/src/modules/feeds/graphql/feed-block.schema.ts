import { Field, InterfaceType, ObjectType } from "type-graphql";

@InterfaceType("FeedBlock", { description: "A part of an item's content; skip kinds you do not know." })
export abstract class FeedBlock {
  @Field(() => String, { description: "The block's name in the template." })
  name!: string;
}

@ObjectType("TextBlock", { implements: [FeedBlock], simpleResolvers: true, description: "Plain text." })
export class TextBlock extends FeedBlock {
  @Field(() => String, { description: "The text." })
  text!: string;
}

@ObjectType("MarkdownBlock", { implements: [FeedBlock], simpleResolvers: true, description: "Rich text." })
export class MarkdownBlock extends FeedBlock {
  @Field(() => String, { description: "Sanitised HTML." })
  html!: string;
}

@ObjectType("FeedButton", { simpleResolvers: true, description: "One button." })
export class FeedButton {
  @Field(() => String, { description: "The button's name, such as `primary`." })
  name!: string;

  @Field(() => String, { description: "Its words." })
  label!: string;

  @Field(() => String, { description: "Its URL: http, https, mailto or relative." })
  action!: string;
}

@ObjectType("ButtonsBlock", { implements: [FeedBlock], simpleResolvers: true, description: "A row of buttons." })
export class ButtonsBlock extends FeedBlock {
  @Field(() => [FeedButton], { description: "The buttons, in order." })
  buttons!: FeedButton[];
}
