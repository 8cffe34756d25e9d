import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../platform/json.js";
import { attachedBytes, attachmentsIn } from "./attachment.js";
import { ATTACHMENTS_MAX_BYTES, AttachmentTaker } from "./attachment-taker.js";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const file = (more: object = {}) => ({
  name: "report.pdf",
  content_type: "application/pdf",
  content: base64("PDF"),
  ...more,
});
const named = [{ key: "invoices", isNamed: true }];
const byDefault = [{ key: "attachments", isNamed: false }];

function take(list: unknown, places = byDefault, key = places[0]?.key ?? "") {
  const taker = new AttachmentTaker("a-trigger", places);
  const value: Json = JSON.parse(JSON.stringify(list));
  const data = taker.take({ n: 1, [key]: value }, ["data"], null);
  return { data, taker, codes: taker.issues.map(({ path, code }) => `${path.join(".")} ${code}`) };
}

describe("attachments in data", () => {
  test("leave their contents, and what names them stays", () => {
    const { data, taker, codes } = take([file({ label: "yours" }), file({ content_id: "logo", name: "b.png" })]);
    expect(codes).toEqual([]);
    // Equal contents are kept once.
    expect(taker.taken).toEqual([{ id: expect.any(String), recipientKey: null, content: base64("PDF") }]);
    expect(JSON.stringify(data)).not.toContain(base64("PDF"));
    expect(data).toMatchObject({
      n: 1,
      attachments: [
        { name: "report.pdf", content_type: "application/pdf", size: 3, label: "yours" },
        { name: "b.png", content_id: "logo" },
      ],
    });
    expect(attachmentsIn(data.attachments)).toMatchObject([{ name: "report.pdf", size: 3 }, { contentId: "logo" }]);
    expect(attachedBytes({ attachments: [{ size: 3 }, { size: 4 }] })).toBe(7);
  });

  test("of two owners have ids of their own, so that each can be erased", () => {
    const taker = new AttachmentTaker("a-trigger", byDefault);
    for (const owner of [null, "u/ada", "u/bob"]) taker.take({ attachments: [file()] }, [], owner);
    expect(new Set(taker.taken.map(({ id }) => id)).size).toBe(3);
  });

  test.each([
    ["of another form", ["a", { name: "b" }]],
    ["that are a text", "none"],
    ["that are null", null],
  ])("%s are ordinary data where no template names them", (_what, list) => {
    const { data, taker, codes } = take(list);
    expect([codes, taker.taken, data.attachments]).toEqual([[], [], list]);
  });

  test.each([
    ["no list", "none", "data.invoices invalid"],
    ["no object", ["a"], "data.invoices.0 invalid"],
    ["no content", [{ name: "a.txt", content_type: "text/plain" }], "data.invoices.0.content invalid"],
    ["too many", Array.from({ length: 51 }, () => file()), "data.invoices too_many"],
  ])("that a template names are refused as %s", (_what, list, code) => {
    expect(take(list, named).codes).toEqual([code]);
  });

  test.each([
    "a\r\nBcc: eve@example.com",
    "../../etc/passwd",
    "C:\\x.txt",
    "report\u202efdp.exe",
    "nul\0.txt",
    "..",
    "",
    " padded.txt",
    "x".repeat(256),
    "\ud800.txt",
    7,
    null,
  ])("with the name %j are refused", (name) => {
    expect(take([file({ name })]).codes).toEqual(["data.attachments.0.name invalid"]);
  });

  test.each(["Grüße, 你好 👩‍👩‍👧‍👦.png", "a b (1).tar.gz", ".env", "مرحبا.pdf", "100%;x=y.txt"])(
    "may be called %s",
    (name) => {
      expect(take([file({ name })]).codes).toEqual([]);
    },
  );

  test.each(["", "text", "text/plain; charset=utf-8", "text/plain\r\nX: y", 7])(
    "of the type %j are refused",
    (type) => {
      expect(take([file({ content_type: type })]).codes).toEqual(["data.attachments.0.content_type invalid"]);
    },
  );

  test.each(["", "=", "a", "abc-_", "data:text/plain;base64,aGk=", "aGk==", "aG=k", 7, null])(
    "with the content %j are refused",
    (content) => {
      expect(take([file({ content })]).codes).toEqual(["data.attachments.0.content invalid"]);
    },
  );

  test("may have line breaks in their base64, or no padding", () => {
    const { taker, data } = take([file({ content: "aGVs\r\nbG8=\n" }), file({ content: "aGVsbG8" })]);
    expect(taker.taken.map(({ content }) => content)).toEqual(["aGVsbG8="]);
    expect(data).toMatchObject({ attachments: [{ size: 5 }, { size: 5 }] });
  });

  test("count together, and are refused from the first that is too much", () => {
    const half = Buffer.alloc(ATTACHMENTS_MAX_BYTES / 2, 1).toString("base64");
    expect(take([file({ content: half }), file({ content: half })]).codes).toEqual([]);
    expect(take([file({ content: half }), file({ content: half }), file()]).codes).toEqual([
      "data.attachments.2.content too_large",
    ]);
  });

  test("that name an id are given one of their own", () => {
    const id = "01890000-0000-7000-8000-000000000000";
    expect(JSON.stringify(take([file({ id, size: 1 })]).data)).not.toContain(id);
  });
});
