import { expect, test } from "@jest/globals";
import { ownersIn } from "./peer-user.js";

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0FA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0
   1: 0100007F:C350 0100007F:0FA0 01 00000000:00000000 00:00000000 00000000 65534        0 2 1 0 20 4 30 10 -1
   2: 0100007F:0FA0 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 3 1 0 20 4 30 10 -1
`;

test("X-10: the owner of the client side of a connection is found by both ports", () => {
  expect(ownersIn(TABLE, { client: 0xc350, server: 0x0fa0 })).toEqual([65_534]);
  expect(ownersIn(TABLE, { client: 0xc351, server: 0x0fa0 })).toEqual([]);
  expect(ownersIn("", { client: 1, server: 2 })).toEqual([]);
});
