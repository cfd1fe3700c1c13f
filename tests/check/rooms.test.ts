/** The check of the rooms finds what it is for, and nothing else. */
import assert from "node:assert/strict";
import { plan } from "./rooms.ts";

const file = (path: string, text: string) => ({
  path: `schemas/${path}`,
  room: path.slice(0, path.lastIndexOf("/")),
  text,
});
const LOW = file("queue/low.sql", "create function private.low() returns void;\n");
const HIGH = file(
  "programs/birthday/high.sql",
  "create function private.high() returns void as $$ select private.low(), 'birthday'; $$;\n",
);

Deno.test("a room may name what rooms before it make", () => {
  assert.deepEqual(plan([LOW, HIGH]), []);
});

Deno.test("a room that names what a later one makes is found, in a body and in a literal", () => {
  for (const text of ["select private.high();", "execute 'select private.high()';"]) {
    const up = file("queue/up.sql", text);
    assert.deepEqual(plan([LOW, up, HIGH]), [
      "schemas/queue/up.sql names private.high, which a room below makes: ask through a seam",
    ]);
  }
});

Deno.test("what only explains names whatever it likes", () => {
  const words = file(
    "queue/words.sql",
    "-- See private.high, it''s a 'birthday'.\n" +
      "comment on function private.low() is\n  'Not private.high(); ''birthday'' '\n  'neither.';\n",
  );
  assert.deepEqual(plan([LOW, words, HIGH]), []);
});

Deno.test("a program's name outside its folder is found", () => {
  const other = file("inbound/other.sql", "select 'birthday';");
  assert.deepEqual(plan([LOW, HIGH, other]), [
    "schemas/inbound/other.sql holds 'birthday', a program's name: only its folder says it",
  ]);
});
