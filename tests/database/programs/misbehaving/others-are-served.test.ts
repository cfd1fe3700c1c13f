/** Whatever a program does, everybody else is planned, sent to and heard. */
import assert from "node:assert/strict";
import { connect } from "../../../../local/database.ts";
import { judgeEach } from "./judged.ts";
import { GOOD, OF_EACH_KIND } from "./list.ts";
import { definition, schedule, send, type Sent, setClock, withStage, type World } from "./stage.ts";

const SIX = "2026-06-07T18:00Z";

Deno.test("others are served while a program misbehaves", (t) => judgeEach(t, OF_EACH_KIND));

Deno.test("a program that misbehaves, beside much else", async (t) => {
  await withStage(async ({ withWorld }) => {
    const fails = definition("judge", "raise exception 'Rogue' using errcode = 'XX000';");
    const statesOfRogue = async ({ owner }: World) =>
      (await owner`
        select distinct status from public.message_queue where program = 'rogue' and scheduled_for <= ${SIX} order by 1`)
        .map((row) => row.status);
    const others = (sent: Sent[]) => sent.filter(({ program }) => program !== "rogue").length;

    await t.step(
      "two senders at once take what others have, each message once",
      () =>
        withWorld(async (world) => {
          await world.owner.unsafe(fails);
          await schedule(world);
          await setClock(world, SIX);
          const second = { ...world, api: connect(world.apiUrl, { max: 1 }) };
          const sent: Sent[] = [];
          await Promise.all([send(world, sent), send(second, sent)]);
          await second.api.end();
          assert.equal(new Set(sent.map(({ id }) => id)).size, sent.length);
          assert.equal(others(sent), 8);
          assert.deepEqual(await statesOfRogue(world), ["queued"]);
        }),
    );

    await t.step(
      "a program without gates that goes to anybody is set aside like any other",
      () =>
        withWorld(async (world) => {
          await world.owner.unsafe(`
          update private.programs set gates = '{}', goes_to = null where program = 'rogue';
          ${fails}`);
          await schedule(world);
          await setClock(world, SIX);
          const sent: Sent[] = [];
          await send(world, sent);
          assert.equal(others(sent), 8);
          assert.deepEqual(await statesOfRogue(world), ["queued"]);
          const [aside] = await world.owner`select task from private.tasks_set_aside`;
          assert.equal(aside?.task, "judge");
        }),
    );

    await t.step("a row without any function disturbs nobody", () =>
      withWorld(async (world) => {
        await world.owner`
          insert into private.programs (program, gates, goes_to)
          select 'nothing', gates, goes_to from private.programs where program = 'rogue'`;
        assert.equal(await schedule(world), null);
        await setClock(world, SIX);
        const sent: Sent[] = [];
        assert.equal(await send(world, sent), null);
        assert.equal(others(sent), 8);
        assert.equal(
          (await world.owner`select count(*)::int as count from private.tasks_set_aside`)[0]?.count,
          0,
        );
      }));

    await t.step(
      "what ran out of time meanwhile expires once the program is back, unsent",
      () =>
        withWorld(async (world) => {
          await world.owner.unsafe(`
          ${fails}
          update public.message_queue set expires_at = '2026-06-07 18:00:30Z'
          where program = 'rogue' and scheduled_for < '2026-06-07 18:00Z'`);
          await setClock(world, SIX);
          const sent: Sent[] = [];
          await send(world, sent);
          await setClock(world, "2026-06-07T18:00:50Z");
          await world.owner`select public.sweep_messages()`;
          assert.deepEqual(await statesOfRogue(world), ["queued"], "nothing is lost meanwhile");
          await world.owner.unsafe(definition("judge", GOOD.judge));
          await setClock(world, "2026-06-07T18:02Z");
          await send(world, sent);
          await world.owner`select public.sweep_messages()`;
          assert.deepEqual(await statesOfRogue(world), ["expired"]);
          assert.ok(!sent.some(({ program }) => program === "rogue"));
        }),
    );

    await t.step(
      "however often it fails, it is asked again within the hour",
      () =>
        withWorld(async (world) => {
          await world.owner.unsafe(`
          update public.message_queue set expires_at = '2026-07-01Z' where program = 'rogue';
          update private.settings set allowed_from = '00:00', allowed_until = '23:59';
          ${fails}`);
          await setClock(world, SIX);
          const waits: number[] = [];
          for (let count = 0; count < 12; count++) {
            await world.owner`select public.get_messages_to_send()`;
            const [aside] = await world.owner`
            select set_aside_until as at,
              extract(epoch from set_aside_until - private.clock_now())::int / 60 as minutes
            from private.tasks_set_aside`;
            waits.push(aside!.minutes);
            await setClock(world, aside!.at);
          }
          assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]);
          await world.owner`update private.tasks_set_aside set failures = 32767`;
          await world.owner`select public.get_messages_to_send()`;
          assert.deepEqual(await statesOfRogue(world), ["queued"]);
        }),
    );

    await t.step(
      "a thousand of its messages that wait in front cost a claim next to nothing",
      () =>
        withWorld(async (world) => {
          await schedule(world);
          await world.owner.unsafe(`
          insert into public.occurrences (program, user_id, contact_id, nominal_date, nominal_at,
            period_start, forecast, decision, reasons, slot)
          select program, user_id, contact_id, nominal_date, nominal_at, period_start, forecast,
            decision, reasons, number
          from (
            select * from public.occurrences where program = 'rogue' limit 1
          ) as one
          cross join generate_series(100, 1099) as number;
          insert into public.message_queue (user_id, contact_id, occurrence_id, program,
            message_type, message_style, facts, message_text, scheduled_for, expires_at)
          select user_id, contact_id, id, program, 'rogue', 'plain', '{}', 'Rogue',
            '2026-06-07 17:00Z', '2026-06-08Z'
          from public.occurrences where slot >= 100;
          analyze public.message_queue`);
          await setClock(world, SIX);
          const best = async () => {
            let best = Infinity;
            for (let count = 0; count < 5; count++) {
              const begin = performance.now();
              await world.owner
                .begin(async (transaction) => {
                  await transaction`select public.get_messages_to_send(50)`;
                  await transaction.unsafe("rollback; begin");
                });
              best = Math.min(best, performance.now() - begin);
            }
            return best;
          };
          await world.owner`
          insert into private.tasks_set_aside (program, task, set_aside_until)
          values ('rogue', 'judge', '2026-06-07 19:00Z')`;
          const waiting = await best();
          await world.owner`delete from public.occurrences where slot >= 100`;
          const gone = await best();
          console.log(
            `claim: ${waiting.toFixed(1)} ms behind 1,000, ${gone.toFixed(1)} ms without`,
          );
          assert.ok(waiting < gone + 50, `${waiting} ms, else ${gone} ms`);
        }),
    );
  });
});
