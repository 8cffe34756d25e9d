import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../platform/json.js";
import { buildScope as templateScope } from "../../../../test/support/template-scope.js";
import { channelTemplate, type MessageContent, type TemplateDocument, type TemplateType } from "./channel-templates.js";

const LINKS = { schemes: [], areLiteralsChecked: true };

function rendered<Type extends TemplateType>(
  type: Type,
  document: TemplateDocument<Type>,
  data: JsonObject = {},
): MessageContent<Type> {
  const compiled = channelTemplate(type).compile(document, LINKS);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return compiled.template.render(templateScope({ data })).content;
}

function issuesOf<Type extends TemplateType>(type: Type, document: TemplateDocument<Type>): string[] {
  const compiled = channelTemplate(type).compile(document, LINKS);
  return compiled.ok ? [] : compiled.issues.map(({ path, code }) => `${path.join(".")} ${code}`);
}

function destinationOf<Type extends TemplateType>(type: Type, document: TemplateDocument<Type>, recipient: JsonObject) {
  const compiled = channelTemplate(type).compile(document, LINKS);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  const { template } = compiled;
  return template.destination(template.render(templateScope({})).content, {
    recipient,
    entries: [],
    hasAddress: false,
  });
}

const HOSTILE = "{{7*7}}<script>alert(1)</script>**x**\r\nBcc: evil@example.com";

describe("an email", () => {
  test("has a complete HTML page from its Markdown, and a text version", () => {
    const mail = rendered(
      "EMAIL",
      {
        subject: "Hi {{ data.name }}",
        markdown: "# Hi\n\n**{{ data.name }}**, [read](https://a.example/{{ data.id }})",
      },
      { name: "Ada", id: 7 },
    );
    expect(mail.subject).toBe("Hi Ada");
    expect(mail.html).toContain("<title>Hi Ada</title>");
    expect(mail.html).toContain('<strong>Ada</strong>, <a href="https://a.example/7"');
    expect(mail.text).toBe("Hi\n\nAda, read (https://a.example/7)");
    expect(mail).toMatchObject({ type: "EMAIL", to: null, from: null, cc: [], bcc: [], replyTo: null });
  });

  test("keeps its author's HTML and text, and a complete page stays as it is", () => {
    const html = "<html><body><p>{{ data.x }}</p></body></html>";
    expect(rendered("EMAIL", { subject: "x", html, text: "T {{ data.x }}" }, { x: "<i>" })).toMatchObject({
      html: "<html><body><p>&lt;i&gt;</p></body></html>",
      text: "T <i>",
    });
  });

  test("S-14: treats user text as data: no Liquid, no markup, no header", () => {
    const mail = rendered(
      "EMAIL",
      {
        subject: "{{ data.x }}",
        html: '<p title="{{ data.x }}">{{ data.x }}</p>',
        overrides: { replyTo: "{{ data.x }}" },
      },
      { x: HOSTILE },
    );
    expect(mail.subject).toBe("{{7*7}}<script>alert(1)</script>**x** Bcc: evil@example.com");
    expect(mail.replyTo).not.toContain("\n");
    expect(mail.html).not.toContain("<script>");
    expect(mail.html).toContain("{{7*7}}&lt;script&gt;");
    const markdown = rendered("EMAIL", { subject: "x", markdown: "{{ data.x }}" }, { x: HOSTILE });
    expect(markdown.html).toContain("{{7*7}}&lt;script&gt;alert(1)&lt;/script&gt;**x**");
  });

  test("uses its overrides; those that render to nothing are ignored", () => {
    const overrides = { to: "{{ data.to }}", cc: "a@b.example, {{ data.cc }}", from: { address: "{{ data.from }}" } };
    const document = { subject: "x", markdown: "x", overrides };
    expect(rendered("EMAIL", document, { cc: "c@d.example" })).toMatchObject({
      to: null,
      from: null,
      cc: ["a@b.example", "c@d.example"],
    });
    expect(rendered("EMAIL", document, { to: "t@u.example", from: "f@g.example" })).toMatchObject({
      ...{ to: "t@u.example", from: { address: "f@g.example", name: null } },
    });
  });

  test("needs one body, and valid Liquid", () => {
    expect(issuesOf("EMAIL", { subject: "x" })).toEqual(["markdown required"]);
    expect(issuesOf("EMAIL", { subject: "x", markdown: "x", html: "x" })).toEqual(["html conflict"]);
    expect(issuesOf("EMAIL", { subject: "{{ x", html: "{% y %}", overrides: { to: "{{" } })).toEqual([
      "subject invalid_template",
      "html invalid_template",
      "overrides.to invalid_template",
    ]);
  });

  test("needs the recipient's address, unless it overrides it", () => {
    const document = { subject: "x", markdown: "x" };
    expect(destinationOf("EMAIL", document, { email: "a@b.example", name: "Ada" })).toEqual({
      ok: true,
      addresses: [{ address: "a@b.example", name: "Ada" }],
    });
    expect(destinationOf("EMAIL", document, { email: null })).toEqual({ ok: false, missing: "email" });
    expect(destinationOf("EMAIL", { ...document, overrides: { to: "x@y.example" } }, {})).toEqual({
      ok: true,
      addresses: [{ address: "x@y.example" }],
    });
  });
});

test("a text message needs a text, and a phone number", () => {
  expect(rendered("SMS", { text: "Code {{ data.code }}" }, { code: 12 })).toEqual({
    type: "SMS",
    text: "Code 12",
    to: null,
    from: null,
  });
  expect(destinationOf("SMS", { text: "x" }, { phone_number: "+447700900000" })).toEqual({
    ok: true,
    addresses: [{ number: "+447700900000" }],
  });
  expect(destinationOf("SMS", { text: "x" }, {})).toEqual({ ok: false, missing: "phoneNumber" });
});

test("an HTTP call has rendered parts, and no line breaks in its headers", () => {
  const document = {
    method: "POST" as const,
    url: "https://a.example/{{ data.id }}",
    headers: { "x-name": "{{ data.name }}" },
    query: { q: "{{ data.name }}" },
    body: '{"name":{{ data.name | json }}}',
  };
  expect(rendered("WEBHOOK", document, { id: 1, name: "A\r\nX: y" })).toEqual({
    ...{ type: "WEBHOOK", method: "POST", url: "https://a.example/1", headers: { "x-name": "A X: y" } },
    ...{ query: { q: "A X: y" }, body: '{"name":"A\\r\\nX: y"}' },
  });
  expect(destinationOf("WEBHOOK", document, {})).toEqual({ ok: true, addresses: [null] });
});

test("S-16: a chat message treats user text as data without markup", () => {
  const document = { markdown: "**{{ data.x }}**", overrides: { channelId: "{{ data.to }}" } };
  const { markdown, channelId, userId } = rendered("CHAT", document, {
    x: "<!channel> *x* [a](b)\n\n    # y",
    to: "C1",
  });
  expect(markdown).toBe("**\\<\\!channel\\> \\*x\\* \\[a\\]\\(b\\)\n\\# y**");
  expect([channelId, userId]).toEqual(["C1", null]);
  const both = { markdown: "x", overrides: { channelId: "C1", userId: "U1" } };
  expect(issuesOf("CHAT", both)).toEqual(["overrides.userId conflict"]);
});
