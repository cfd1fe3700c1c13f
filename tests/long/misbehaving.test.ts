/** Every way to misbehave that somebody thought of; MISDEEDS picks some by a pattern. */
import { judgeEach } from "../database/programs/misbehaving/judged.ts";
import { MISDEEDS } from "../database/programs/misbehaving/list.ts";

Deno.test("others are served whatever a program does", (t) => {
  const chosen = new RegExp(Deno.env.get("MISDEEDS") ?? "");
  return judgeEach(
    t,
    MISDEEDS.filter(({ beyond, hook, name }) =>
      beyond === undefined && chosen.test(`${hook}: ${name}`)
    ),
  );
});
